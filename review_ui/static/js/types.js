/**
 * @file Shapes that travel through the desk; those of the server are described in `api/openapi.json`.
 *
 * @typedef {{ code: string, words: string }} Reason
 * @typedef {{ by: string, at: string, kind: string, before_text: string, after_text: string }} Correction
 * How a field is verified: `asked` in the present look, `hidden` where it is keyed unseen, `locked` where two people have
 * settled it; `words` are the two that a third person decides between.
 * @typedef {{ by: string | null, at: string | null, kind: string, text: string }} Word
 * @typedef {{ verification: "none"|"check"|"blind", asked: boolean, hidden: boolean, locked: boolean, words: Word[] }} Check
 * @typedef {{ key: string, label: string, type: string, input: "text"|"numeric"|"choice"|"choices"|"image",
 *   required: boolean, form_page: number, box_mm: [number, number, number, number], options: { value: string, label: string }[],
 *   state: "accepted"|"open"|"decided", text: string, value: string | string[] | null, reasons: Reason[],
 *   candidates: { text: string, score: number }[], version: number, correction: Correction | null,
 *   check: Check, postal_field: string | null, before?: Field, trouble?: Trouble | null }} Field
 *
 * `before` is there while an answer is on its way: how the server last said the field stands. `trouble` is what became of
 * an answer that was not accepted: the field waits for the person again, with what they had written.
 * @typedef {{ name: "doubting", reasons: string[], text: string }
 *   | { name: "clashing", theirs: Field, kind: string, text: string }} Trouble
 *
 * An answer on its way. `label` and `shown` are what people call it, `at` when it was given.
 * @typedef {{ record_id: number, key: string, kind: string, text: string, expected_version: number, override: boolean,
 *   seconds: number, keystrokes: number, label: string, shown: string, at: number }} Answer
 *
 * @typedef {{ by: string, at: string, reason: string, text: string }} Skip
 * A question, or the answer to the question `answers`; about the whole record where `field` is null.
 * @typedef {{ note_id: number, by: string, at: string, text: string, field: string | null, answers: number | null }} Note
 *
 * A page kept with the record: its place in the scan, and its page of the form (null for an attachment).
 * @typedef {{ number: number, form_page: number | null, page_mm: [number, number] | null }} Leaf
 * @typedef {{ record_id: number, form: string, title: string, template_version: string, version: number, look: "first"|"second"|"third",
 *   pages: Leaf[], notices: string[], fields: Field[], lane: "counter"|"batch", skip: Skip | null, notes: Note[] }} DeskRecord
 * @typedef {{ token: number, expires_at: string }} Claim
 * The record that would come next, claimed by nobody yet, and a mark that changes with it; its first field that waits,
 * and the page that it stands on.
 * @typedef {{ record: DeskRecord, as_of: string, field: string | null, page: number | null }} Ahead
 *
 * What is in the input now. `touched` is false while the machine's own text stands there; `as` is the kind of a picked
 * word that has no text.
 * @typedef {{ text: string, touched: boolean, picked: boolean, as?: string }} Draft
 *
 * A place of a postal code; what a text in the field `key` means.
 * @typedef {{ prefecture: string, city: string, town: string }} Area
 * @typedef {{ key: string, text: string, value: string | string[] | null, japanese: string | null, reasons: Reason[] }} Meaning
 *
 * Where the desk is:
 * - taking: a record is on its way
 * - asking: a field waits for its answer
 * - saving: the record's end is on its way (answers travel beside all phases); `retrying` when nothing comes through
 * - doubting: the answer breaks the field's format; the same answer again is stored all the same
 * - clashing: somebody else answered first; `kind` is how one wanted to answer oneself
 * - complete: every field is answered
 * - lost: the record cannot be worked on any more; `message` says why, `kept` is what was written and not sent
 * - empty: nothing waits
 * @typedef {{ name: "taking", retrying: boolean } | { name: "asking" }
 *   | { name: "saving", kind: string, retrying: boolean } | { name: "doubting", reasons: string[] }
 *   | { name: "clashing", theirs: Field, kind: string } | { name: "complete" }
 *   | { name: "lost", message: string, kept: { label: string, text: string }[] } | { name: "empty" }} Phase
 *
 * The record before a sheet in its file; `lacks` are the pages of its form that it has not.
 * @typedef {{ record_id: number, form: string, version: string, title: string, page_number: number, lacks: number[] }} Before
 * A sheet that was not read; a whole file where `page_id` is null.
 * @typedef {{ form: string, version: string, title: string }} Form
 * @typedef {{ page_id: number | null, file_id: number, batch: string, file_name: string, page_number: number | null,
 *   code: string, words: string, when: string, guesses: Form[],
 *   before: Before | null }} Sheet
 * @typedef {{ kind: "form", form: string, version: string } | { kind: "page", record_id: number, page: number } | { kind: "attachment", record_id: number }
 *   | { kind: "drop" } | { kind: "rescan" } | { kind: "rescanned" } | { kind: "restore" }} Ruling
 *
 * A sheet at the counter: one file, and what became of it (`api/counter_faces.py`).
 * @typedef {{ record_id: number, form: string, version: string, title: string, status: string, look: string,
 *   open_fields: number, total_fields: number, held_by: string | null }} SheetRecord
 * @typedef {{ page_id: number | null, page_number: number | null, code: string, words: string, guesses: Form[] }} SheetRefusal
 * @typedef {{ sheet_id: number, file_name: string, at: string, stage: string, pages_done: number, page_count: number,
 *   failure: string | null, is_handed_over: boolean, records: SheetRecord[], refusals: SheetRefusal[] }} CounterSheet
 * What is told of a sheet while it changes.
 * @typedef {{ sheet_id: number, stage: string, pages_done: number, page_count: number, refusals: number,
 *   is_handed_over: boolean, records: [number, string, number, boolean][] }} SheetState
 * How far a run is (api/night_schemas.py); `outcome` is null while it goes on.
 * @typedef {{ run_id: number, started_at: string, outcome: string | null, pages_done: number, pages_left: number,
 *   pages_a_minute: number, expected_end: string | null, records_waiting: number }} RunProgress
 * A file on its way to the server; `replaces` is the sheet that was scanned again, `stuck` may be sent once more.
 * @typedef {{ id: number, name: string, file: File, replaces: number | null, tries: number, message: string,
 *   state: "waiting" | "sending" | "stuck" | "refused" }} Outgoing
 *
 * `towns` are the places of the postal codes asked for so far, `meaning` is what the last text that was asked for means.
 * `leaf` is the page turned to, counted from 0 in the record's pages; null while the field's own page is shown.
 * `original` shows that page as it was scanned; `tone` how light and dark pictures are (tone.js).
 * @typedef {{ record: DeskRecord | null, claim: Claim | null, waiting: number, at: string | null, draft: Draft,
 *   phase: Phase, view: "field"|"page", leaf: number | null, original: boolean, tone: string, visited: string[], me: string, unsent: number, stuck: boolean,
 *   done: { key: string, earlier: Field }[], notice: { name: "doubted"|"clashed"|"kept"|"unsaid", label: string } | null,
 *   towns: Record<string, Area[]>, meaning: Meaning | null }} Desk
 *
 * `unsent` counts answers on their way, `stuck` says that none comes through; `done` are one's own answers in this record,
 * `notice` tells of a field that the desk has left and that needs its person again.
 */
export {};
