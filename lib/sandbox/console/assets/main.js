import { h, render } from 'htm/preact';
import { App } from './app.js';

render(h(App, {}), document.body);
