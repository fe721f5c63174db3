/** What a page asked about accounts: each answer read once, and kept until it is forgotten. */
import type { CancelSignal, KeyService, ServiceTarget } from '../../keyservice/operations';

/** The service with its account, as far as it is known. */
export interface Asked {
  readonly service: KeyService;
  readonly target: ServiceTarget;
}

export class AccountAnswers<T> {
  private readonly asked = new Map<string, Promise<T>>();
  private readonly answers = new Map<string, T>();

  /** @param ask only reads; that something cannot be read is an answer, too */
  constructor(private readonly ask: (of: Asked, signal?: CancelSignal) => Promise<T>) {}

  /** As it was answered; undefined while it was not asked. */
  known(target: ServiceTarget): T | undefined {
    return this.answers.get(nameOf(target));
  }

  /** @param signal ends the call; the answer is then that it is not known */
  async read({ service, target }: Asked, signal?: CancelSignal): Promise<T> {
    const name = nameOf(target);
    const asked = this.asked.get(name) ?? this.ask({ service, target }, signal);
    this.asked.set(name, asked);
    try {
      const answer = await asked;
      if (this.asked.get(name) === asked) this.answers.set(name, answer);
      return answer;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** It is asked again the next time. */
  forget(): void {
    this.asked.clear();
    this.answers.clear();
  }
}

const nameOf = ({ endpoint, account, region, store }: ServiceTarget): string =>
  JSON.stringify([endpoint, account, region, store]);
