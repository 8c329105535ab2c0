// The ERP's billed customers, with the state of their backup databases.

import * as api from '../api.js';
import { chosen, csv, stateOf, STATES } from '../model/customers.js';
import { note, refresh } from '../router.js';
import { action, badge, copyButton, empty, input, notice } from '../ui/controls.js';
import { dialog } from '../ui/dialog.js';
import { fill, h, icon, spoken } from '../ui/dom.js';
import { count, number, shown, shownText, time } from '../ui/format.js';
import { virtualList } from '../ui/virtualList.js';

const ROW_PIXELS = 58;

/** The orders as their headers say them; users last, since a narrow page leaves them out. */
const HEADERS = { name: 'Customer', domain: 'Domain', state: 'Database', pulled: 'Last pulled', users: 'Users' };

/** What the checks as a whole came to, where that is worth saying. */
const CHECKS = {
  disabled: 'Databases are not checked: the server was not told where they are. Set --mysql-url and restart it.',
  partial: 'Not all databases could be checked. Those that could are shown as they are; try again for the others.',
  failed: 'No database could be checked. Test the connection to see why.',
};

export async function customers(parameters, { signal }) {
  let answer;
  try {
    answer = await api.customers(signal);
  } catch (e) {
    if (e.status === 404) {
      return page(off());
    }
    throw e;
  }
  return loaded(answer, parameters);
}

/** A value of the ERP as text; what is empty or 0 is nothing. */
const text = value => (value ? shown(String(value)) : '');

const page = (...content) => ({ title: 'Customers', content: h('div.page.customers', null, content) });

const heading = (...tools) => h('div.page-head', null, h('h1', null, 'Customers'), h('div.tools', null, tools));

const off = () => [
  heading(),
  empty('The ERP is not connected', 'Set --cetec-url to the address of your CETEC ERP and ERP_CONFIG_CETEC_TOKEN to its preshared token, and restart the server.'),
];

function loaded({ customers: all, metadata }, parameters) {
  const view = { search: parameters.q ?? '', state: STATES.some(each => each.id === parameters.state) ? parameters.state : '', order: Object.hasOwn(HEADERS, parameters.order ?? '') ? parameters.order : 'name', descending: parameters.down === '1' };
  const list = virtualList({ label: 'Customers', rowHeight: ROW_PIXELS, row: line });
  const nothing = h('div');
  const found = h('span.found', { role: 'status' });
  const search = input({ type: 'search', placeholder: 'Name, domain or id', value: view.search, 'aria-label': 'Search customers' });
  const state = h('select', null, h('option', { value: '' }, 'Any state'), STATES.map(each => h('option', { value: each.id }, each.label)));
  state.value = view.state;
  const headers = h('div.order', { role: 'group', 'aria-label': 'Sort by' });
  let listed = [];
  const show = () => {
    listed = chosen(all, view);
    list.show(listed);
    list.element.hidden = listed.length === 0;
    fill(found, listed.length === all.length ? count(all.length, 'customer') : `${number(listed.length)} of ${count(all.length, 'customer')}`);
    fill(nothing, all.length === 0 ? none() : listed.length === 0 && empty('No customer matches', 'Search for something else, or choose another state.'));
    fill(tiles, summary(metadata.summary, view, choose));
    fill(headers, Object.keys(HEADERS).map(order => header(order, view, show)));
    note('q', view.search.trim());
    note('state', view.state);
    note('order', view.order === 'name' ? '' : view.order);
    note('down', view.descending ? '1' : '');
  };
  const tiles = h('ul.tiles', { 'aria-label': 'Summary' });
  const choose = id => {
    view.state = view.state === id ? '' : id;
    state.value = view.state;
    show();
    tiles.querySelector(`[data-state="${id}"]`)?.focus();
  };
  search.addEventListener('input', () => {
    view.search = search.value;
    show();
  });
  state.addEventListener('change', () => {
    view.state = state.value;
    show();
  });
  show();
  const problem = CHECKS[metadata.mysql_status];
  return {
    ...page(
      heading(
        h('span.quiet.age', null, 'As of ', time(new Date(Date.parse(metadata.timestamp) - metadata.cached_age_s * 1000).toISOString())),
        action({}, refresh, 'Refresh'),
        action({}, testConnection, 'Test connection'),
        h('button', { type: 'button', on: { click: () => download(listed) } }, icon('download'), 'CSV'),
      ),
      problem && h('div.note', { role: 'status' }, h('p', null, problem)),
      tiles,
      h('div.bar', null, h('div.search', null, icon('search'), search), h('label.picker', null, h('span.spoken', null, 'State'), state), found),
      headers,
      list.element,
      nothing,
    ),
    leave: list.end,
  };
}

const none = () => empty('No billed customer', 'The ERP knows no customer that is billed and not left out by --cetec-exclude.');

/** The numbers of the whole; those of a state show only these customers. */
function summary(numbers, view, choose) {
  const tile = (label, value, id) =>
    h('li', null, id
      ? h('button.tile', { type: 'button', 'aria-pressed': String(view.state === id), data: { state: id }, on: { click: () => choose(id) } }, h('strong', null, number(value)), h('span', null, label))
      : h('div.tile', null, h('strong', null, number(value)), h('span', null, label)));
  return [
    tile('customers', numbers.total_customers),
    tile('with a database', numbers.existing_databases, 'exists'),
    tile('without one', numbers.no_database + numbers.invalid_domains, 'missing'),
    tile('of these, invalid domains', numbers.invalid_domains),
    tile('resident hosting', numbers.resident_hosting),
    tile('ITAR hosting', numbers.itar_hosting),
  ];
}

function header(order, view, show) {
  const here = view.order === order;
  const turn = () => {
    view.descending = here && !view.descending;
    view.order = order;
    const group = document.activeElement?.parentElement;
    show();
    group?.querySelector(`[data-order="${order}"]`)?.focus();
  };
  return h(
    `button.plain.${order}`,
    { type: 'button', 'aria-pressed': String(here), data: { order }, on: { click: turn } },
    HEADERS[order],
    here && h('span', { 'aria-hidden': 'true' }, view.descending ? '↓' : '↑'),
    here && spoken(view.descending ? ', descending' : ', ascending'),
  );
}

function line(customer) {
  const state = stateOf(customer);
  const name = customer.name ?? `Customer ${customer.id}`;
  return h(
    'div.row.customer',
    null,
    h('div.name', null, h('strong', { title: shownText(String(name)) }, shown(String(name))), h('span.meta', null, h('span', null, `#${shownText(String(customer.id))}`), text(customer.priority_support) && h('span', null, text(customer.priority_support)))),
    h('span.domain', { title: customer.domain ? shownText(String(customer.domain)) : null }, customer.domain ? shown(String(customer.domain)) : h('span.quiet', null, 'no domain')),
    h('span.state', { title: state?.hint }, badge(state?.label ?? shownText(String(customer.database_exists)), state?.kind)),
    h('span.pulled', null, customer.lastPulled ? time(customer.lastPulled) : h('span.quiet', null, '–')),
    h('span.users', null, text(customer.num_prod_users) || '–'),
    h('button.small', { type: 'button', 'aria-label': `Show the password of ${shownText(String(name))}`, on: { click: () => reveal(customer, name) } }, icon('key'), h('span.caption', null, 'Password')),
  );
}

/** Shows one password, once it was asked for explicitly: the server notes who did. */
function reveal(customer, name) {
  const body = h('div', null, h('p', null, `Who sees the password of ${shownText(String(name))} is noted in the audit trail.`));
  const opened = dialog({
    title: 'Show the password?',
    body,
    actions: [
      { label: 'Cancel' },
      {
        label: 'Show it',
        kind: 'primary',
        submit: true,
        run: async () => {
          const password = await passwordOf(customer);
          if (!opened.element.isConnected) {
            return false;
          }
          opened.close();
          dialog({
            title: `Password of ${shownText(String(name))}`,
            body: password
              ? h('div.command.exact', null, h('code', { tabindex: '0', data: { first: '' } }, shown(password)), copyButton(password))
              : h('p', null, 'The ERP has none for this customer.'),
            actions: [{ label: 'Close', submit: true }],
          });
          return false;
        },
      },
    ],
  });
}

async function passwordOf(customer) {
  try {
    return await api.customerPassword(customer.id);
  } catch (e) {
    throw e.status === 409 ? new api.ApiError(409, 'CLIENT', 'The ERP has more than one customer with this id.') : e;
  }
}

async function testConnection() {
  const { status, message } = await api.testDatabase();
  if (status === 'success') {
    notice(message);
    return;
  }
  dialog({ title: status === 'not_configured' ? 'No database server is set' : 'The connection failed', body: h('p', null, message), actions: [{ label: 'Close', submit: true }] });
}

function download(listed) {
  const url = URL.createObjectURL(new Blob(['\ufeff', csv(listed)], { type: 'text/csv;charset=utf-8' }));
  const link = h('a', { href: url, download: 'customers.csv' });
  link.click();
  URL.revokeObjectURL(url);
}
