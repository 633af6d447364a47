// In this order: the options and the page's queue, the elements, the launcher.
import { go } from './page/start.js';
import './components/elements.js';

go();
