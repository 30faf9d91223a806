"use strict";
// The report's script: filters and sorts the matrix, and opens the statements behind a cell.
// Names and texts come from articles: they only ever become text nodes and attribute values of
// our own choice, never markup. Offsets count UTF-16 units here (see stance/report/page.py).
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("index").textContent);
  const { labels, signs, levels, reasons, actors, proposals, documents, months, rows } = data;
  const [ACTOR, PROPOSAL, DOCUMENT, MONTH, STANCE, LEFT_OUT, FIRST] = [0, 1, 2, 3, 4, 5, 6];
  const [SUPPORT, OPPOSE] = ["support", "oppose"].map((name) => labels.indexOf(name));
  const [CONDITIONAL, NEUTRAL] = ["conditional", "neutral"].map((name) => labels.indexOf(name));
  const UNCERTAIN = reasons.indexOf("uncertain");
  const MANY = 20; // statements that open at once
  const LINE_END = /[\r\n\v\f\u0085\u2028\u2029]/;
  let read = null;
  const details = () => (read ??= JSON.parse(byId("details").textContent));

  function make(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }
  const sign = (label) => make("span", { class: "sign", "aria-hidden": "true" }, signs[label]);
  const counted = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
  const confidence = (row) => row[FIRST + row[STANCE]] / 1e6;
  const level = (mean) => 1 + levels.filter((least) => least <= mean).length;

  // --- the matrix -----------------------------------------------------------------------------

  // As stance/summary/matrix.py does: sides weigh by probability, a condition counts for more.
  function cell(numbers) {
    const taking = numbers.filter((number) => rows[number][STANCE] < data.sides);
    const among = taking.length ? taking : numbers;
    const sums = labels.map((_, at) => among.reduce((sum, n) => sum + rows[n][FIRST + at], 0));
    const weights = sums.slice(0, data.sides);
    weights[CONDITIONAL] *= data.conditionWeight;
    const stance = taking.length ? weights.indexOf(Math.max(...weights)) : NEUTRAL;
    const taken = new Set(taking.map((number) => rows[number][STANCE]));
    return {
      numbers,
      stance,
      mean: sums[stance] / among.length / 1e6,
      contradicts: taken.has(SUPPORT) && taken.has(OPPOSE),
    };
  }

  const form = byId("filters");
  const shown = { actors: data.mostActors, proposals: data.mostProposals };
  let sorted = { by: "count", reversed: false };
  let opened = null;
  const leftOut = (reason) => [...rows.keys()].filter((at) => rows[at][LEFT_OUT] === reason);
  const all = leftOut(-1);
  const isUndated = (number) => rows[number][MONTH] < 0;

  function passing() {
    const value = Object.fromEntries(new FormData(form));
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const has = (text, part) => plain(text).includes(plain(part.trim()));
    const isActor = actors.map(
      ([name, kind, country]) =>
        has(name, value.actor) &&
        (!value.kind || kind === value.kind) &&
        (!value.country || country === value.country),
    );
    const isProposal = proposals.map((phrase) => has(phrase, value.proposal));
    const [from, to] = [value.from ?? "", value.to ?? ""].map((month) => months.indexOf(month));
    return all.filter((number) => {
      const row = rows[number];
      return (
        isActor[row[ACTOR]] &&
        isProposal[row[PROPOSAL]] &&
        (from < 0 || row[MONTH] >= from) &&
        (to < 0 || (row[MONTH] >= 0 && row[MONTH] <= to)) &&
        confidence(row) >= Number(value.confidence)
      );
    });
  }

  function grouped(numbers) {
    const found = new Map();
    for (const number of numbers) {
      const key = `${rows[number][ACTOR]} ${rows[number][PROPOSAL]}`;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(number);
    }
    return found;
  }

  // Most statements first; of equals the one that speaks first, as in stance/report/grid.py.
  function most(numbers, column) {
    const found = new Map();
    for (const number of numbers) {
      const name = rows[number][column];
      found.set(name, (found.get(name) ?? 0) + 1);
    }
    return [...found].sort(([, a], [, b]) => b - a).map(([name]) => name);
  }

  function inOrder(order, cells) {
    const text = (at) => (actor) => actors[actor][at];
    const by = (key) => (a, b) => key(a).localeCompare(key(b), "en");
    const turn = sorted.reversed ? -1 : 1;
    if (sorted.by === "name") return order.sort((a, b) => turn * by(text(0))(a, b));
    if (sorted.by === "kind") return order.sort(by(text(1)));
    if (sorted.by === "country") return order.sort(by(text(2)));
    if (typeof sorted.by !== "number") return order;
    const of = (actor) => cells.get(`${actor} ${sorted.by}`);
    const rank = (found) => found.stance - found.mean;
    return order.sort((a, b) => {
      if (!of(a) || !of(b)) return Boolean(of(b)) - Boolean(of(a));
      return turn * (rank(of(a)) - rank(of(b)));
    });
  }

  function render() {
    const numbers = passing();
    const columns = most(numbers, PROPOSAL);
    const visible = columns.slice(0, shown.proposals);
    const inView = numbers.filter((number) => visible.includes(rows[number][PROPOSAL]));
    const cells = new Map([...grouped(inView)].map(([key, found]) => [key, cell(found)]));
    const order = inOrder(most(inView, ACTOR), cells);
    const table = byId("table");
    opened = null;
    table.tHead.replaceChildren(head(visible));
    const body = order.slice(0, shown.actors).map((actor) => line(actor, visible, cells));
    table.tBodies[0].replaceChildren(...body);
    byId("more-actors").hidden = order.length <= shown.actors;
    byId("more-proposals").hidden = columns.length <= shown.proposals;
    byId("status").textContent = numbers.length
      ? told(numbers, body.length, visible.length, columns.length)
      : "No statement passes these filters. Reset them, or ask for less.";
  }

  function told(numbers, actorsShown, proposalsShown, proposalsInAll) {
    const part = (some, whole, noun) =>
      some < whole ? `${some} of ${counted(whole, noun)}` : counted(some, noun);
    const isAll = numbers.length === all.length;
    const { from, to } = form.elements;
    const undated = from.value || to.value ? all.filter(isUndated).length : 0;
    return (
      (isAll ? "All " : "") +
      `${part(numbers.length, all.length, "statement")}:` +
      ` ${part(actorsShown, most(numbers, ACTOR).length, "actor")},` +
      ` ${part(proposalsShown, proposalsInAll, "proposal")}.` +
      (undated
        ? ` ${counted(undated, "statement")} without a date that tells the month cannot be in a period.`
        : "")
    );
  }

  function head(visible) {
    const header = (by, ...children) => {
      const order = sorted.by === by && (sorted.reversed ? "descending" : "ascending");
      const button = make("button", { type: "button", class: "sorter" }, ...children);
      button.addEventListener("click", () => {
        sorted = { by, reversed: sorted.by === by && !sorted.reversed };
        form.elements.order.value = typeof by === "number" ? "column" : by;
        const at = [...byId("table").tHead.rows[0].cells].indexOf(button.parentNode);
        render();
        byId("table").tHead.rows[0].cells[at]?.querySelector("button").focus();
      });
      return make("th", { scope: "col", role: "columnheader", "aria-sort": order }, button);
    };
    const titles = visible.map((proposal) => header(proposal, proposals[proposal]));
    return make("tr", { role: "row" }, header("name", "Actor"), ...titles);
  }

  function line(actor, visible, cells) {
    const [name, kind, country] = actors[actor];
    const about = [kind, country].filter((part) => part && part !== "unknown").join(", ");
    const heading = make("th", { scope: "row", role: "rowheader" }, name);
    if (about) heading.append(" ", make("small", {}, about));
    const row = make("tr", { role: "row" }, heading);
    for (const proposal of visible) {
      const found = cells.get(`${actor} ${proposal}`);
      const place = make("td", { role: "cell", "data-proposal": proposals[proposal] });
      if (found) place.append(opener(name, proposals[proposal], found));
      row.append(place);
    }
    return row;
  }

  function opener(name, proposal, found) {
    const label = labels[found.stance];
    const mean = found.mean.toFixed(2);
    const button = make(
      "button",
      { type: "button", class: `cell ${label} l${level(found.mean)}`, "aria-expanded": "false" },
      make("b", {}, sign(label), ` ${label}`),
      " ",
      make("small", {}, `${mean} ×${found.numbers.length}`, found.contradicts ? " ± both sides" : ""),
    );
    button.title =
      `${name}: ${label} “${proposal}”, mean probability ${mean}` +
      ` over ${counted(found.numbers.length, "statement")}`;
    button.addEventListener("click", () => toggle(button, name, proposal, found));
    return button;
  }

  // --- the statements behind a cell -----------------------------------------------------------

  function toggle(button, name, proposal, found) {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    close();
    if (isOpen) return;
    const title = make("h3", { tabindex: "-1" }, `${name} on “${proposal}”`);
    const shut = make("button", { type: "button", class: "button" }, "Close");
    shut.addEventListener("click", () => close(true));
    const panel = make("div", { class: "panel" }, make("div", { class: "panel-head" }, title, shut), key());
    const surest = [...found.numbers].sort((a, b) => confidence(rows[b]) - confidence(rows[a]));
    pour(panel, surest);
    const columns = byId("table").tHead.rows[0].cells.length;
    const place = make("td", { colspan: columns, role: "cell" }, panel);
    const line = make("tr", { class: "opened", role: "row", id: "opened" }, place);
    button.closest("tr").after(line);
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", "opened");
    opened = { button, line };
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "nearest" });
  }

  function close(isBack = false) {
    if (!opened) return;
    const { button, line } = opened;
    opened = null;
    line.remove();
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
    if (isBack) button.focus();
  }

  // Statements a few at a time: the rest follows when asked for.
  function pour(place, numbers) {
    place.append(...numbers.slice(0, MANY).map(statement));
    const rest = numbers.slice(MANY);
    if (!rest.length) return;
    const more = make("button", { type: "button", class: "button" }, `Show more (${rest.length})`);
    more.addEventListener("click", () => {
      more.remove();
      pour(place, rest);
    });
    place.append(more);
  }

  function statement(number) {
    const row = rows[number];
    const [id, text, from, to, code, condition, decided, said] = details().rows[number];
    const label = labels[row[STANCE]];
    const [name, date, headline] = row[DOCUMENT] < 0 ? ["", "", ""] : documents[row[DOCUMENT]];
    const isArticle = typeof text === "number";
    const whole = isArticle ? details().texts[text] : text;
    const passage = make("blockquote", { class: "passage" });
    const show = (start, end) => {
      passage.replaceChildren(...marked(whole, code, start, end));
      passage.classList.toggle("cut-before", start > 0 && !LINE_END.test(whole[start - 1]));
      passage.classList.toggle("cut-after", end < whole.length && !LINE_END.test(whole[end]));
    };
    show(from, to);
    const chip = make("span", { class: `chip ${label} l${level(confidence(row))}` }, sign(label));
    chip.append(` ${label} ${confidence(row).toFixed(2)}`);
    const about = [headline || name, date, headline ? name : "", id === name ? "" : id];
    const sources = about.filter(Boolean).map((part) => make("span", {}, part));
    const first = make("p", { class: "statement-head" }, chip, ...sources);
    if (row[LEFT_OUT] === UNCERTAIN) first.prepend(make("strong", {}, "uncertain, most probably"));
    const found = make("article", { class: "statement" }, first);
    if (said) found.append(make("p", { class: "note" }, `${said}:`));
    found.append(passage);
    if (condition) {
      const line = make("p", { class: "condition-line" }, make("strong", {}, "Condition: "));
      line.append(condition);
      found.append(line);
    }
    found.append(make("div", { class: "reasons" }, probabilities(row), words(decided)));
    if (isArticle && (from > 0 || to < whole.length)) found.append(widener(whole, from, to, show));
    return found;
  }

  function widener(whole, from, to, show) {
    const button = make("button", { type: "button", class: "button", "aria-expanded": "false" });
    const name = (isWide) => {
      button.textContent = isWide ? "Show the passage alone" : "Show the whole article";
      button.setAttribute("aria-expanded", String(isWide));
    };
    name(false);
    button.addEventListener("click", () => {
      const isWide = button.getAttribute("aria-expanded") !== "true";
      show(isWide ? 0 : from, isWide ? whole.length : to);
      name(isWide);
    });
    return button;
  }

  // The text from `from` to `to` with its marks; `code` is lengths and letters, see page.py.
  function marked(text, code, from, to) {
    const nodes = [];
    let at = 0;
    let before = 0;
    const put = (end, mask) => {
      const part = text.slice(Math.max(at, from), Math.min(end, to));
      if (end > from && at < to && part) nodes.push(mask ? mark(part, mask, mask & ~before) : part);
      at = end;
      before = mask;
    };
    for (const [, length, letter] of code.matchAll(/(\d+)(\D)/g)) {
      put(at + Number(length), letter.charCodeAt(0) - 64);
    }
    put(text.length, 0);
    return nodes;
  }

  function mark(text, mask, begins) {
    const names = (bits) => details().marks.filter((_, bit) => bits & (1 << bit));
    const roles = names(begins & 15).join(", ");
    return make("mark", { class: names(mask).join(" "), "data-begins": roles || undefined }, text);
  }

  function key() {
    const list = make("ul", { class: "key", "aria-label": "Marks" });
    const kinds = { for: "speaks for the stance", against: "speaks against it" };
    for (const name of details().marks) {
      list.append(make("li", {}, make("span", { class: name }, kinds[name] ?? name)));
    }
    return list;
  }

  function tabled(title, lines, total) {
    const row = ([name, share, number, kind]) => {
      const fill = make("i", { class: kind });
      fill.style.width = `${(100 * share).toFixed(1)}%`;
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, name),
        make("td", {}, kind ? make("span", { class: "bar" }, fill) : ""),
        make("td", { class: "number" }, number),
      );
    };
    const table = make("table", {}, make("caption", {}, title), make("tbody", {}, ...lines.map(row)));
    if (total) table.append(make("tfoot", {}, row(total)));
    return table;
  }

  function probabilities(row) {
    const lines = labels.map((label, at) => {
      const probability = row[FIRST + at] / 1e6;
      return [`${signs[label]} ${label}`, probability, probability.toFixed(2), `p-${label}`];
    });
    return tabled("Probabilities", lines);
  }

  function words(decided) {
    if (!decided) return "";
    const [label, logit, others, shape, intercept, ...rest] = decided;
    const found = [];
    for (let at = 0; at < rest.length; at += 3) found.push(rest.slice(at, at + 3));
    const most = Math.max(...found.map(([, , weight]) => Math.abs(weight)), 1);
    const number = (weight) => `${weight < 0 ? "−" : "+"}${(Math.abs(weight) / 100).toFixed(2)}`;
    const where = { quote: "", actor: " (who speaks)" };
    const lines = found.map(([word, at, weight]) => [
      word + (where[details().roles[at]] ?? ` (${details().roles[at]})`),
      Math.abs(weight) / most,
      number(weight),
      weight < 0 ? "contra" : "pro",
    ]);
    const sums = [["all other words", others], ["form of the statement", shape]];
    sums.push([`starting value of “${labels[label]}”`, intercept]);
    lines.push(...sums.map(([name, weight]) => [name, 0, number(weight), ""]));
    const title = `What speaks for (+) and against (−) “${labels[label]}”`;
    return tabled(title, lines, ["sum (logit)", 0, number(logit), ""]);
  }

  // --- controls -------------------------------------------------------------------------------

  function fill(select, values) {
    select.closest("label").hidden = values.length < 2; // nothing to choose
    select.append(...values.map((value) => make("option", { value }, value)));
  }
  const counting = (column) => [...new Set(all.map((number) => rows[number][column]))];
  const distinct = (at) =>
    [...new Set(counting(ACTOR).map((actor) => actors[actor][at]))].filter(Boolean).sort();
  const spoken = counting(MONTH).filter((month) => month >= 0).map((month) => months[month]).sort();
  fill(form.elements.kind, distinct(1));
  fill(form.elements.country, distinct(2));
  fill(form.elements.from, spoken);
  fill(form.elements.to, spoken);

  form.addEventListener("input", () => {
    const { confidence, order } = form.elements;
    byId("least").textContent = Number(confidence.value).toFixed(2);
    const isNew = order.value !== "column" && order.value !== sorted.by;
    if (isNew) sorted = { by: order.value, reversed: false };
    render();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => form.dispatchEvent(new Event("input"))));
  for (const name of ["actors", "proposals"]) {
    byId(`more-${name}`).addEventListener("click", () => {
      shown[name] *= 2;
      render();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened) close(true);
  });
  for (const group of document.querySelectorAll("details[data-group]")) {
    group.addEventListener("toggle", () => {
      const place = group.querySelector("[data-list]");
      if (place.childNodes.length) return;
      place.append(key());
      pour(place, leftOut(reasons.indexOf(group.dataset.group)));
    });
  }
  form.hidden = false;
  render();
})();
