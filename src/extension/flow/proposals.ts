/** Questions that are answered as proposed, without being shown. */
import type { Answer, Ui } from './ui';

/**
 * Takes the active choice of each question, else its first, as Enter would. A question that comes again, because its
 * proposal was refused, is shown to the user.
 */
export function takingProposals(ui: Ui): Ui {
  let last = '';
  return {
    ...ui,
    pick: (frame, question): Promise<Answer<never>> => {
      const { choices, active, placeholder } = question;
      const asked = `${frame.title}\n${placeholder}`;
      const chosen = choices.find(({ value }) => value === active) ?? choices[0];
      if (asked === last || !chosen) return ui.pick(frame, question) as Promise<Answer<never>>;
      last = asked;
      return Promise.resolve(chosen.value as never);
    },
  };
}
