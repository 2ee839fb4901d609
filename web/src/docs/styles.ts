/** Style sheets of the API's page. It runs no script of its own: nothing of this module is left once it is built. */
import "@fontsource-variable/inter/index.css";
import "virtual:theme.css";
import "../styles/base.css";
import "../styles/layout.css";
import "./reference.css";
