/**
 * The inspector's style sheet; it stands in the page, which so needs nothing from anywhere.
 *
 * @module
 */
export const inspectorStyle = `
body{margin:0;font:400 1rem/1.4 arial,sans-serif;color:#0b0c0c;background:#fff}
header{background:#1d70b8;color:#fff}
header p{margin:0 auto;padding:.8rem 1rem;max-width:75rem;font-weight:700;font-size:1.25rem}
main{max-width:75rem;margin:0 auto;padding:1.5rem 1rem 3rem}
form{display:inline-block;margin:0 1rem 1rem 0}
button{font:inherit;padding:.5rem .8rem;border:0;background:#00703c;color:#fff;cursor:pointer}
button:focus,.scroll:focus{outline:3px solid #fd0;outline-offset:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #b1b4b6}
td:first-child,li{overflow-wrap:anywhere}
`;
