import { postsAnswerSchema } from '@syncline/shared/orders';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { PostsIn } from '../commerce/ports.ts';
import { ApiError } from '../lib/errors.ts';
import { readPosts } from '../posts/x/read.ts';
import { describe } from './http.ts';

export interface PostsDeps {
  posts: PostsIn;
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const LISTED_ERRORS = 100;

/** `POST /posts`: posts pushed by whoever receives them from the network. */
export function postsRoutes({ posts }: PostsDeps) {
  return new Hono().post(
    '/posts',
    describe({
      summary: 'Take posts in',
      description:
        'Posts and delete notices of X as v1.1 or v2 hand them out: JSON lines, an array, a page with `includes`, or one object. Each post counts as an event; those with a hashtag of an offer begin, complete or withdraw a purchase. 200 means durable; posts sent again count once.',
      tag: 'Orders',
      answers: { 200: postsAnswerSchema },
      errors: ['invalid_body', 'body_too_large', 'too_many_requests', 'unavailable'],
    }),
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new ApiError('body_too_large', `Send at most ${MAX_BODY_BYTES} bytes of posts at once.`);
      },
    }),
    async (context) => {
      const text = await context.req.text();
      if (text.trim() === '') throw new ApiError('invalid_body', 'The body is empty: send posts as JSON.');
      const found = readBody(text);
      const outcome = await posts.receive(found);
      const errors = found
        .flatMap((each) => (each.kind === 'refused' ? [each.refusal] : []))
        .slice(0, LISTED_ERRORS)
        .map(({ id, code, path, message }) => ({ id, code, path, message }));
      return context.json({ ...outcome, errors }, 200);
    },
  );
}

/** JSON lines, or one JSON value over many. */
function readBody(text: string) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first] = lines;
  const isDocument = lines.length > 1 && first !== undefined && !isJson(first);
  return isDocument ? readPosts(text) : lines.flatMap(readPosts);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
