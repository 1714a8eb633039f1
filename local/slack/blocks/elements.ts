import { confirmable, identified } from './element-fields.ts';
import { choices, dateTimePicker, pickers, typedInputs } from './inputs.ts';
import { overflowOption } from './options.ts';
import { selects } from './selects.ts';
import { all, byType, type Check, list, object, oneOf, rule, string } from './shape.ts';
import { plainText, url } from './text.ts';

const button = object(
  { type: oneOf('button'), text: plainText(75) },
  {
    ...identified,
    ...confirmable,
    url,
    value: string(2000),
    style: oneOf('primary', 'danger'),
    accessibility_label: string(75),
  },
);

const overflow = object(
  { type: oneOf('overflow'), options: list(overflowOption, { max: 5 }) },
  { ...identified, ...confirmable },
);

const slackFile = all(
  object({}, { id: string(255), url }),
  rule(
    (file) => (file['id'] === undefined) !== (file['url'] === undefined),
    'must define exactly one of `id` and `url`',
  ),
);

/** The source of an image: a URL or a file in Slack, but not both. */
export const imageSource = {
  fields: { image_url: url, slack_file: slackFile },
  hasOne: rule(
    (image) => (image['image_url'] === undefined) !== (image['slack_file'] === undefined),
    'must define exactly one of `image_url` and `slack_file`',
  ),
};

/** An image inside another block. */
export const imageElement = all(
  object({ type: oneOf('image'), alt_text: string(2000) }, imageSource.fields),
  imageSource.hasOne,
);

/** The accessories of a section block. */
export const accessory: Check = byType({ button, overflow, image: imageElement, ...selects, ...choices, ...pickers });

/** The elements of an actions block. */
export const actionElement: Check = byType({
  button,
  overflow,
  ...selects,
  ...choices,
  ...pickers,
  ...dateTimePicker,
});

/** The elements of an input block. */
export const inputElement: Check = byType({
  ...selects,
  ...choices,
  ...pickers,
  ...dateTimePicker,
  ...typedInputs,
});
