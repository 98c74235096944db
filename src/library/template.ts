/** Sentences out of templates: "[X] is governed from its capital, [Y]." asks for the capital of anything put in for [X]. */
import type { Fact, Relation, Template } from './relation';
import { OBJECT, SUBJECT } from './words';

const MASK = '[MASK]';

/** The prompt that asks for the object of `subject`; a sentence begins with a capital letter. */
export function promptOf(template: Pick<Template, 'text'>, subject: string): string {
  const sentence = template.text.replace(SUBJECT, () => subject).replace(OBJECT, MASK);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Every wording of one question, in the order of the file; of one use only, if given. */
export function paraphrasesOf(relation: Relation, fact: Pick<Fact, 'subject'>, use?: Template['use']): string[] {
  return relation.templates
    .filter((template) => use === undefined || template.use === use)
    .map((template) => promptOf(template, fact.subject));
}
