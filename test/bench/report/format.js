export function spread({ median, min, max }, format) {
  return `${format(median)} (${format(min)} – ${format(max)})`;
}

export function whole(value) {
  return Math.round(value).toLocaleString('en-US');
}

export function tenth(value) {
  return value.toFixed(1);
}

export function decimal(value) {
  return value.toFixed(2);
}

export function yesNo(value) {
  return value ? 'yes' : 'no';
}
