/** What the page says. */
export const word = 'MedImage';
