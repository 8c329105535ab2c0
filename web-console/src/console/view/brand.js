import { h } from '../ui/dom.js';

export const brand = () => h('span.brand', null, h('span.mark', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), h('span', null, 'ERP Config Store'));
