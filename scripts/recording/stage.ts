import { chromium, type Locator, type Page } from 'playwright-core';

/** The size of the recording in pixels. The page is drawn larger than usual, so that it is readable in the README. */
const SCALE = 1.25;
const VIEWPORT = { width: 960, height: 660 };
const CAPTION_HEIGHT = 44;

/** The look of the recording: no channel list, one line of caption, and a visible pointer. */
const STYLE = `
  #root { height: calc(100% - ${CAPTION_HEIGHT}px); }
  .console { grid-template: minmax(0, 1fr) / 86px minmax(0, 1fr) 420px; grid-template-areas: "people chat aws"; }
  .console .sidebar, .console .aws-toggle { display: none; }
  .console .aws { display: flex; grid-area: aws; position: static; width: auto; box-shadow: none; }
  .terminal { height: 190px; }
  #caption {
    position: fixed; inset: auto 0 0; height: ${CAPTION_HEIGHT}px; padding: 0 18px; display: flex; align-items: center;
    background: #0f766e; color: #fff; font: 600 19px var(--sans);
  }
  #pointer { position: fixed; z-index: 99; width: 26px; height: 26px; pointer-events: none; }
  * { caret-color: transparent; transition: none; animation: none; }
`;

const SETUP = `
  document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(STYLE)} }));
  document.body.append(Object.assign(document.createElement('div'), { id: 'caption' }));
  document.body.insertAdjacentHTML('beforeend',
    '<svg id="pointer" viewBox="0 0 24 24"><path d="M4 2l15 11-7 1 4 7-3 1.5-4-7-5 5z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>');
`;

/** One frame of the recording: a PNG image, and how long it is shown. */
export interface Frame {
  readonly png: Buffer;
  readonly forMs: number;
}

/** A page that is recorded frame by frame. Frames are taken on request, so the speed of the machine does not matter. */
export interface Stage {
  readonly page: Page;
  readonly frames: readonly Frame[];
  caption(text: string): Promise<void>;
  /** Takes a frame that is shown for this long. */
  hold(forMs: number): Promise<void>;
  /** Types into a field, a few letters per frame. */
  type(field: Locator, text: string): Promise<void>;
  /** Moves the pointer to an element, and clicks it. */
  click(target: Locator): Promise<void>;
  close(): Promise<void>;
}

const LETTERS_PER_FRAME = 4;
const TYPING_MS = 90;
const MOVING_MS = 60;
const STEPS = 4;

/** Opens the console in Chromium, prepared for recording. */
export const openStage = async (url: string, executablePath: string): Promise<Stage> => {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: VIEWPORT, deviceScaleFactor: SCALE, colorScheme: 'light' });
  await context.addInitScript("localStorage.setItem('assume-bot.introduced', 'true')");
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('navigation', { name: 'People' }).waitFor();
  await page.evaluate(SETUP);

  const frames: Frame[] = [];
  let pointer = { x: VIEWPORT.width / 2, y: VIEWPORT.height / 2 };
  const hold = async (forMs: number) => {
    frames.push({ png: await page.screenshot(), forMs });
  };
  const point = async (to: { readonly x: number; readonly y: number }) => {
    await page.mouse.move(to.x, to.y);
    await page.evaluate(
      `Object.assign(document.getElementById('pointer').style, { left: '${to.x}px', top: '${to.y}px' })`,
    );
    pointer = to;
  };
  await point(pointer);
  return {
    page,
    frames,
    hold,
    caption: async (text) => {
      await page.evaluate(`document.getElementById('caption').textContent = ${JSON.stringify(text)}`);
    },
    type: async (field, text) => {
      for (let end = LETTERS_PER_FRAME; end < text.length + LETTERS_PER_FRAME; end += LETTERS_PER_FRAME) {
        await field.fill(text.slice(0, end));
        await hold(TYPING_MS);
      }
    },
    click: async (target) => {
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      if (box === null) throw new Error('The recording cannot click an element that is not visible.');
      const from = pointer;
      const to = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
      for (let step = 1; step <= STEPS; step += 1) {
        const part = step / STEPS;
        await point({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
        await hold(step === STEPS ? MOVING_MS * 5 : MOVING_MS);
      }
      await target.click();
    },
    close: () => browser.close(),
  };
};
