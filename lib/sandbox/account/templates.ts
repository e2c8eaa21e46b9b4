import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';

/** A template to add. */
export interface TemplateOptions {
  readonly title: string;
  /**
   * Text with the keywords in it: `Order: {{thing1.DATA}}`. The name says what a keyword may say: `thing` 20 characters,
   * `character_string` 32, and so on; other names take any text.
   */
  readonly content: string;
  /** Default: a new one. */
  readonly templateId?: string | undefined;
  /** Whether a person who accepts it gets any number of messages: 长期订阅. For subscribe messages. Default: no. */
  readonly isLongTerm?: boolean | undefined;
}

/** A template of one account. */
export interface MessageTemplate {
  readonly templateId: string;
  readonly title: string;
  readonly content: string;
  readonly isLongTerm: boolean;
}

/** The templates of one account, of one kind. */
export class Templates {
  readonly #templates = new Map<string, MessageTemplate>();

  /** Adds a template, or replaces the one with its id. */
  add({ title, content, templateId, isLongTerm = false }: TemplateOptions): MessageTemplate {
    const template = { templateId: templateId ?? randomBytes(32).toString('base64url'), title, content, isLongTerm };
    this.#templates.set(template.templateId, template);
    return template;
  }

  find(templateId: string): MessageTemplate | undefined {
    return this.#templates.get(templateId);
  }

  /** Throws 40037 for a template that the account does not have. */
  get(templateId: string): MessageTemplate {
    const template = this.find(templateId);
    if (!template) throw new ApiError(40037);
    return template;
  }

  list(): MessageTemplate[] {
    return [...this.#templates.values()];
  }

  delete(templateId: string): boolean {
    return this.#templates.delete(templateId);
  }
}
