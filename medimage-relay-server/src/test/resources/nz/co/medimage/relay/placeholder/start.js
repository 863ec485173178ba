import { word } from './medimage/word.js';

document.title = word;
