// Dark or light: as the system has it, unless the user says otherwise.

const KEY = 'erp-config-theme';

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');

export const isDark = () => (stored() ? stored() === 'dark' : dark.matches);

/** Calls when the system changes from one to the other. */
export const onSystemTheme = listener => dark.addEventListener('change', listener);

export function applyTheme() {
  const theme = stored();
  if (theme) {
    document.documentElement.dataset.theme = theme;
  }
}

export function toggleTheme() {
  const next = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It holds as long as the page does.
  }
  document.documentElement.dataset.theme = next;
}
