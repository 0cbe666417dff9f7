/**
 * The inspector's style sheet, after the GOV.UK Design System: its colours, its focus, its spacing.
 *
 * @module
 */
export const inspectorStyle = `
*{box-sizing:border-box}
body{margin:0;font:400 1rem/1.4 arial,sans-serif;color:#0b0c0c;background:#fff}
header{background:#1d70b8;color:#fff}
header p,nav ul,main{max-width:90rem;margin:0 auto;padding:0 1rem}
header p{padding-top:.8rem;padding-bottom:.8rem;font-weight:700;font-size:1.25rem}
.hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999em}
.skip:focus{position:static;display:block;padding:.8rem 1rem}
nav{background:#f3f2f1;border-bottom:1px solid #b1b4b6}
nav ul{list-style:none;display:flex;flex-wrap:wrap}
nav a{display:block;padding:.8rem 1rem .8rem 0;margin-right:1rem;color:#1a65a6;font-weight:700}
nav a[aria-current]{color:#0b0c0c;text-decoration:none;border-bottom:4px solid #1d70b8}
main{padding-top:1.5rem;padding-bottom:3rem}
h1{font-size:2rem;line-height:1.1;margin:0 0 1.25rem}
h2{font-size:1.5rem;margin:2rem 0 .75rem}
h3{font-size:1.1875rem;margin:1.25rem 0 .5rem}
a{color:#1a65a6}
a:hover{color:#0f385c}
a:focus,summary:focus{outline:3px solid transparent;color:#0b0c0c;background:#fd0;box-shadow:0 -2px #fd0,0 4px #0b0c0c;text-decoration:none}
form.line,.line{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end;margin:0 0 1rem}
label{display:block;font-weight:700;margin-bottom:.25rem}
input,select{font:inherit;padding:.4rem;border:2px solid #0b0c0c;border-radius:0;background:#fff;max-width:100%}
input:focus,select:focus{outline:3px solid #fd0;box-shadow:inset 0 0 0 2px}
button{font:inherit;min-height:2.5rem;padding:.4rem .9rem;border:0;background:#0f7a52;color:#fff;cursor:pointer;box-shadow:0 2px 0 #083d29}
button.second{background:#f3f2f1;color:#0b0c0c;box-shadow:0 2px 0 #929191}
button.warn{background:#ca3535;box-shadow:0 2px 0 #651b1b}
button:focus{outline:3px solid transparent;background:#fd0;color:#0b0c0c;box-shadow:0 2px 0 #0b0c0c}
.scroll{overflow-x:auto;position:relative}
.scroll:focus{outline:3px solid #fd0}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:700;margin-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid #b1b4b6}
td,li,dd,code{overflow-wrap:anywhere}
td.number{text-align:right}
td.number,td.time{white-space:nowrap}
code{font-size:.9375rem}
.tag{display:inline-block;padding:.1rem .5rem;font-weight:700;white-space:nowrap;background:#bbd4ea;color:#0c2d4a}
.tag.hit,.tag.collapsed{background:#cfe4dc;color:#083d29}
.tag.stale{background:#fff0b3;color:#59440c}
.tag.pass,.tag.own{background:#e5e5e6;color:#282d30}
.tag.error{background:#f4d7d7;color:#511515}
.warning,.tree li.warning{border-left:5px solid #ca3535;padding:.25rem 0 .25rem 1rem;margin:0 0 1rem}
.hint{color:#484949;margin:0 0 .75rem}
.columns{display:grid;gap:1.25rem;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr))}
.column{border-top:4px solid #1d70b8;min-width:0}
.column h2{font-size:1.1875rem;margin:.6rem 0}
.fields{margin:0;padding:0;list-style:none;font-size:.9375rem}
.fields li{padding:.3rem 0;border-bottom:1px solid #cecece}
.fields b{font-weight:700}
.fields ins,.fields del,.fields i{display:block;font-style:normal;font-size:.875rem;text-decoration:none;color:#484949}
.fields .added{border-left:4px solid #0f7a52;padding-left:.5rem}
.fields .changed{border-left:4px solid #a26a00;padding-left:.5rem}
.fields .removed{border-left:4px solid #ca3535;padding-left:.5rem}
svg{max-width:100%;height:auto;display:block}
.bar{height:1.5rem;width:100%}
.tree,.tree ul{list-style:none;padding-left:0}
.tree ul{padding-left:1.25rem;border-left:2px solid #b1b4b6}
.tree li{padding:.35rem 0}
tr:has(:target){background:#fff0b3}
details{margin:.25rem 0}
summary{cursor:pointer;color:#1a65a6;text-decoration:underline}
@media (max-width:40rem){h1{font-size:1.5rem}}
`;
