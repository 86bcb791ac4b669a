import type { OrderDetail, OrderPost, OrderStep, Refund } from '@syncline/shared/orders';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount, formatInstant, formatMoney, UNDEFINED } from '@syncline/shared/format';
import { useNow } from '../../lib/use-now.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button } from '../../ui/controls.tsx';
import forms from '../../ui/forms.module.css';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { LOSS_NAMES, REPLY_NAMES, STEP_NAMES, stateText, taskText } from './order-words.ts';
import { orderQuery, useOrderChanges } from './orders-questions.ts';
import styles from './orders.module.css';
import { RefundForm } from './refund-form.tsx';

interface OrderViewProps {
  id: string;
  timezone: string;
  onClose: () => void;
}

const CLOCK_MS = 1000;

/** One order: what happened to it, the posts that caused it, and what can be done by hand. */
export function OrderView({ id, timezone, onClose }: OrderViewProps) {
  const query = useQuery(orderQuery(id));
  const order = query.data;
  return (
    <Page
      title={order ? `${order.offer_name}, ${stateText(order).toLowerCase()}` : 'Order'}
      facts={order ? <Facts order={order} timezone={timezone} /> : id}
      crumbs={
        <>
          <Button look="link" onClick={onClose}>
            Orders
          </Button>
          <span>/</span>
          {id}
        </>
      }
    >
      <Row>
        <Cell span={7}>
          <Panel
            what="The order"
            title={order ? 'What happened' : undefined}
            subtitle={`In the order of time, in ${timezone}; posts by the network’s clock`}
            query={query}
            height={260}
            picture={false}
          >
            {() => (order ? <Timeline order={order} timezone={timezone} /> : null)}
          </Panel>
        </Cell>
        <Cell span={5}>{order ? <Actions order={order} /> : null}</Cell>
      </Row>
      {order ? <Posts order={order} timezone={timezone} /> : null}
    </Page>
  );
}

function Facts({ order, timezone }: { order: OrderDetail; timezone: string }) {
  const now = useNow(CLOCK_MS);
  const price = formatMoney(order.price_minor, order.currency);
  const left = Math.ceil((Date.parse(order.deadline_at) - now) / 1000);
  const waits = order.state === 'triggered' && left > 0;
  return (
    <>
      Buyer {order.person}…, {price}
      {order.charge_reference === null ? '' : `, charged by the ${order.gateway} gateway as ${order.charge_reference}`}
      {waits
        ? `; ${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left to confirm`
        : `; triggered ${formatInstant(order.triggered_at, timezone)}`}
    </>
  );
}

function Timeline({ order, timezone }: { order: OrderDetail; timezone: string }) {
  return (
    <ol className={styles.timeline} aria-label="Timeline">
      {order.timeline.map((step) => (
        <li key={`${step.step} ${step.at} ${step.amount_minor}`} className={styles[step.step]}>
          <time dateTime={step.at}>{formatInstant(step.at, timezone)}</time>
          <div>
            <strong>{STEP_NAMES[step.step]}</strong>
            {step.amount_minor === null ? '' : ` ${formatMoney(step.amount_minor, order.currency)}`}
            <Note step={step} order={order} />
          </div>
        </li>
      ))}
      {order.task ? (
        <li className={styles.next}>
          <span>next</span>
          <div>
            {taskText(order.task)}
            {order.problem ? <small className={styles.trouble}>{order.problem}</small> : null}
          </div>
        </li>
      ) : null}
    </ol>
  );
}

function Note({ step, order }: { step: OrderStep; order: OrderDetail }): ReactNode {
  const post = order.posts.find(({ id }) => id === step.post);
  const note = step.step === 'lost' && order.loss !== null ? LOSS_NAMES[order.loss] : step.note?.replaceAll('_', ' ');
  if (!note && !step.post) return null;
  return (
    <small>
      {step.step === 'replied' ? step.note : note}
      {step.step === 'replied' && order.reply ? ` (${REPLY_NAMES[order.reply.state].toLowerCase()})` : ''}
      {note && step.post && step.step !== 'replied' ? ', ' : ''}
      {step.post && step.step !== 'replied' ? (
        post?.url ? (
          <a href={post.url}>post {step.post}</a>
        ) : (
          `post ${step.post}`
        )
      ) : (
        ''
      )}
    </small>
  );
}

function Actions({ order }: { order: OrderDetail }) {
  const changes = useOrderChanges(order.id);
  const failed = changes.fulfil.error ?? changes.retry.error;
  const isPaid = order.paid_at !== null;
  return (
    <Panel title="What can be done" height={120} picture={false}>
      <div className={styles.actions}>
        {order.problem ? (
          <Button look="outlined" disabled={changes.retry.isPending} onClick={() => changes.retry.mutate()}>
            Try again now
          </Button>
        ) : null}
        {isPaid && order.fulfilled_at === null ? (
          <ConfirmButton
            label="Mark as shipped"
            question="The goods are on their way?"
            confirm="They are"
            disabled={changes.fulfil.isPending}
            onConfirm={() => changes.fulfil.mutate()}
          />
        ) : null}
        {failed ? <p className={forms.problem}>{failed.message}</p> : null}
        {isPaid ? null : <p className={forms.note}>Nothing was charged, so there is nothing to refund or to ship.</p>}
      </div>
      {isPaid ? <RefundForm order={order} refund={changes.refund} /> : null}
      {order.refunds.length > 0 ? (
        <ul className={styles.refunds} aria-label="Refunds">
          {order.refunds.map((refund) => (
            <li key={refund.id}>
              <strong>{formatMoney(refund.amount_minor, order.currency)}</strong> {refundText(refund)}
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

function refundText({ state, by, reason }: Refund): string {
  const what = state === 'asked' ? 'asked for, under way' : state === 'refused' ? 'refused' : 'refunded';
  return [what, by === 'gateway' ? 'told by the gateway' : null, reason].filter((part) => part !== null).join(', ');
}

const ROLES: Record<OrderPost['role'], string> = { trigger: 'Trigger', confirmation: 'Confirmation', other: 'Between' };

function Posts({ order, timezone }: { order: OrderDetail; timezone: string }) {
  return (
    <Panel
      title="The posts it hangs on"
      subtitle="Texts are not kept; a post can be read where it was posted, while it stands"
      height={120}
      picture={false}
    >
      <div className={styles.scroll}>
        <table className={styles.posts} aria-label="Posts of the order">
          <thead>
            <tr>
              <th scope="col">Post</th>
              <th scope="col">Role</th>
              <th scope="col">Posted</th>
              <th scope="col">Came in after</th>
              <th scope="col">Client</th>
              <th scope="col">Followers</th>
            </tr>
          </thead>
          <tbody>
            {order.posts.map((post) => (
              <tr key={post.id}>
                <th scope="row">{post.url ? <a href={post.url}>{post.id}</a> : post.id}</th>
                <td>
                  {ROLES[post.role]}
                  {post.action === 'post' ? '' : `, ${post.action}`}
                  {post.withdrawn_at ? `, withdrawn ${formatInstant(post.withdrawn_at, timezone)}` : ''}
                </td>
                <td>{formatInstant(post.at, timezone)}</td>
                <td>{delayText(post)}</td>
                <td>{post.client ?? UNDEFINED}</td>
                <td>{post.followers === null ? UNDEFINED : formatCount(post.followers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function delayText({ at, received_at }: OrderPost): string {
  const seconds = Math.max(0, (Date.parse(received_at) - Date.parse(at)) / 1000);
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
