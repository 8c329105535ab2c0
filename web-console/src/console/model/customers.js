// The ERP's customers: what their states are called, and which of them are shown in what order.

/** The states of a backup database, by the word of the API; filters and tiles have their order. */
export const STATES = [
  { value: true, id: 'exists', label: 'Database', kind: 'good', hint: 'The backup database is there.' },
  { value: false, id: 'missing', label: 'No database', kind: 'warn', hint: 'There is no backup database, or the server’s database user may not see it.' },
  { value: 'resident_hosting', id: 'resident_hosting', label: 'Resident hosting', kind: 'info', hint: 'Hosted by the customer: it is not checked.' },
  { value: 'itar_hosting', id: 'itar_hosting', label: 'ITAR hosting', kind: 'info', hint: 'Hosted under ITAR: it is not checked.' },
  { value: 'unavailable', id: 'unavailable', label: 'Unavailable', kind: '', hint: 'Hosted elsewhere, and no database is named for it in the mapping.' },
  { value: 'mysql_error', id: 'mysql_error', label: 'Check failed', kind: 'bad', hint: 'The database server could not be asked.' },
  { value: 'batch_timeout', id: 'batch_timeout', label: 'Timed out', kind: 'bad', hint: 'The database server did not answer in time.' },
  { value: null, id: 'unknown', label: 'Not checked', kind: '', hint: 'The server was not told where the databases are.' },
];

export const stateOf = customer => STATES.find(state => state.value === customer.database_exists);

const text = value => (value === null || value === undefined ? '' : String(value));
const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The orders: what has no value comes last in each direction. */
export const ORDERS = {
  name: customer => text(customer.name),
  domain: customer => text(customer.domain),
  state: customer => text(stateOf(customer)?.label),
  pulled: customer => text(customer.lastPulled),
  users: customer => text(customer.num_prod_users),
};

/** The customers with a text in their name, domain or id and, if one is named, with a state; in an order. */
export function chosen(customers, { search = '', state = '', order = 'name', descending = false }) {
  const wanted = search.trim().toLowerCase();
  const key = Object.hasOwn(ORDERS, order) ? ORDERS[order] : ORDERS.name;
  return customers
    .filter(customer => !state || stateOf(customer)?.id === state)
    .filter(customer => !wanted || [customer.name, customer.domain, customer.id].some(value => text(value).toLowerCase().includes(wanted)))
    .map(customer => ({ customer, key: key(customer) }))
    .sort((a, b) => (a.key === '') - (b.key === '') || (descending ? -1 : 1) * COLLATOR.compare(a.key, b.key))
    .map(({ customer }) => customer);
}

const COLUMNS = ['id', 'name', 'domain', 'database_exists', 'lastPulled', 'priority_support', 'resident_hosting', 'test_environment', 'itar_hosting_bc', 'num_prod_users', 'num_full_users'];

/** As a file for spreadsheets, without passwords. What a spreadsheet would take for a formula is a text in it. */
export function csv(customers) {
  const cell = value => {
    const plain = text(value);
    const safe = /^[=+\-@\t\r]/.test(plain) && Number.isNaN(Number(plain)) ? `'${plain}` : plain;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [COLUMNS, ...customers.map(customer => COLUMNS.map(column => customer[column]))].map(row => `${row.map(cell).join(',')}\r\n`).join('');
}
