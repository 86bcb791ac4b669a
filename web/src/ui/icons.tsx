import type { ReactNode } from 'react';

function icon(drawing: ReactNode) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        aria-hidden="true"
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
        strokeLinejoin="round"
        style={{ flex: 'none' }}
      >
        {drawing}
      </svg>
    );
  };
}

export const LogoIcon = icon(
  <g strokeWidth="1.7">
    <path d="M1.5 4.5c2.6 0 3.9 7 6.5 7s3.9-7 6.5-7" />
    <path d="M1.5 11.5c2.6 0 3.9-7 6.5-7s3.9 7 6.5 7" />
  </g>,
);
export const FindIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.2" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
);
export const OverviewIcon = icon(<path d="M2.5 13V9M6.2 13V4.5M9.8 13V6.5M13.5 13V2.5" />);
export const CampaignsIcon = icon(<path d="M2.5 4h11M2.5 8h7.5M2.5 12h9.5" />);
export const DefinitionsIcon = icon(
  <>
    <path d="M3 3.2c1.9-.6 3.6-.4 5 .6 1.4-1 3.1-1.2 5-.6v9.3c-1.9-.6-3.6-.4-5 .6-1.4-1-3.1-1.2-5-.6z" />
    <path d="M8 3.8v9.3" />
  </>,
);
export const AboutIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.6" />
    <path d="M8 7.4v3.4M8 5.2v.1" />
  </>,
);
export const DevicesIcon = icon(
  <>
    <path d="M9 11H2.5V3.5h10V6" />
    <path d="M5 13.5h3" />
    <rect x="10" y="7.5" width="4" height="6" rx="0.8" />
  </>,
);
export const AudienceIcon = icon(
  <>
    <circle cx="5.8" cy="5.4" r="2.4" />
    <path d="M1.6 13c.2-2.4 1.9-3.9 4.2-3.9S9.8 10.6 10 13M10.6 3.2a2.3 2.3 0 0 1 0 4.4M11.8 9.5c1.5.5 2.4 1.8 2.6 3.5" />
  </>,
);
export const RevenueIcon = icon(
  <>
    <rect x="2" y="7" width="3.2" height="6.5" />
    <rect x="6.4" y="2.5" width="3.2" height="11" />
    <rect x="10.8" y="5" width="3.2" height="8.5" />
  </>,
);
export const StudiesIcon = icon(
  <>
    <path d="M3.5 2.5h6.2l2.8 2.8v8.2h-9z" />
    <path d="M5.8 11.2V9M8 11.2V7M10.2 11.2V8.2" />
  </>,
);
export const DataIcon = icon(
  <>
    <ellipse cx="8" cy="3.8" rx="5.2" ry="1.9" />
    <path d="M2.8 3.8v8.3c0 1 2.3 1.9 5.2 1.9s5.2-.9 5.2-1.9V3.8M2.8 8c0 1 2.3 1.9 5.2 1.9s5.2-.9 5.2-1.9" />
  </>,
);
export const AccountsIcon = icon(
  <>
    <circle cx="6.2" cy="5.2" r="2.7" />
    <path d="M1.8 13.5c0-2.6 1.9-4.3 4.4-4.3 1.2 0 2.3.4 3.1 1.1M10.5 12.3l1.5 1.4 2.4-2.9" />
  </>,
);
export const OffersIcon = icon(
  <>
    <path d="M2.5 8.6V2.5h6.1l5 5-6.1 6.1z" />
    <path d="M5.6 5.6v.1" strokeWidth="1.9" />
  </>,
);
export const OrdersIcon = icon(
  <>
    <path d="M3.5 2.5h9v11l-2.2-1.4L8 13.5l-2.3-1.4-2.2 1.4z" />
    <path d="M5.8 6h4.4M5.8 8.8h4.4" />
  </>,
);
export const LiveIcon = icon(<path d="M1.5 8.5h3l2-5.5 3 10 2-4.5h3" />);
export const CalendarIcon = icon(
  <>
    <rect x="2.3" y="3.3" width="11.4" height="10.4" rx="1.2" />
    <path d="M2.3 6.5h11.4M5.3 1.8v2.6M10.7 1.8v2.6" />
  </>,
);
export const ChevronIcon = icon(<path d="M4.5 6.5 8 10l3.5-3.5" />);
export const FilterIcon = icon(<path d="M2.5 4.5h11M4.5 8h7M6.5 11.5h3" />);
export const LinkIcon = icon(
  <path d="M6.8 9.2 9.6 6.4M7.2 4.6l1.5-1.5a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.8 11.4l-1.5 1.5a2.8 2.8 0 0 1-4-4l1.5-1.5" />,
);
export const BookmarkIcon = icon(<path d="M4 2.5h8v11l-4-3-4 3z" />);
export const ReportsIcon = icon(<path d="M3.5 1.8h6l3 3v9.4h-9zM9.3 2v3h3M5.8 8.2h4.4M5.8 11h4.4" />);
export const BellIcon = icon(
  <path d="M3.2 11.5c1-1 1.2-2 1.2-4.3a3.6 3.6 0 0 1 7.2 0c0 2.3.2 3.3 1.2 4.3zM6.7 13.6h2.6" />,
);
export const NoteIcon = icon(<path d="M4 13.5v-11M4 3h8.5L10.6 6l1.9 3H4" />);
export const TableIcon = icon(
  <>
    <rect x="2.3" y="3.3" width="11.4" height="9.4" rx="0.8" />
    <path d="M2.3 6.5h11.4M6.3 6.5v6.2" />
  </>,
);
export const ChartIcon = icon(<path d="M2.5 2.5v11h11M5.5 10.5V8M8.5 10.5V5M11.5 10.5V6.8" />);
export const DownloadIcon = icon(<path d="M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M2.8 13.5h10.4" />);
export const WarningIcon = icon(
  <>
    <path d="M8 2.2 14.2 13H1.8Z" />
    <path d="M8 6.3v3.2M8 11.3v.2" />
  </>,
);
export const CheckIcon = icon(<path d="m3 8.5 3.3 3.2L13 4.8" />);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const MoreIcon = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="3.5" cy="8" r="1.2" />
    <circle cx="8" cy="8" r="1.2" />
    <circle cx="12.5" cy="8" r="1.2" />
  </g>,
);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1" />
  </>,
);
