#include "core/html.hpp"

namespace jauge::core {

namespace {

// Colours keep 4.5:1 against their ground; blue, rust and ochre stay apart in every colour vision.
constexpr std::string_view style = R"(
:root{color-scheme:light dark;
--paper:#fff;--ink:#17212b;--soft:#4d5b69;--line:#d3dbe3;--tint:#f3f6f9;--accent:#123f6b;--edge:#123f6b;
--good:#0a5ca3;--bad:#a33a05;--open:#6b5200;--neutral:#4d5b69;--area:#dbe8f4;
--ground:#f3f6f9;--band:#10365c;--band-ink:#fff;--band-soft:#cfe0f0}
@media (prefers-color-scheme:dark){:root{
--paper:#12171d;--ink:#e5eaef;--soft:#a4b1bd;--line:#34404c;--tint:#1a2129;--accent:#a9cdf2;--edge:#5d93c9;
--good:#7fbcf5;--bad:#ff9c63;--open:#e5c558;--neutral:#a4b1bd;--area:#1f3850;
--ground:#0d1116;--band:#0f2740;--band-ink:#f2f6fa;--band-soft:#b9cde0}}
@media print{:root{color-scheme:light;
--paper:#fff;--ink:#000;--soft:#3c4853;--line:#b9c3cd;--tint:#f3f6f9;--accent:#123f6b;--edge:#123f6b;
--good:#0a5ca3;--bad:#a33a05;--open:#6b5200;--neutral:#3c4853;--area:#dbe8f4;
--ground:#fff;--band:#fff;--band-ink:#123f6b;--band-soft:#123f6b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
.shapes{position:absolute}
.hatch{stroke:var(--bad);stroke-width:3.4}
body>header,body>nav,main,body>footer{max-width:66rem;margin-inline:auto;padding-inline:1.25rem}
body>header{border-top:.4rem solid var(--edge);padding-block:2rem .5rem}
body>footer{margin-top:3rem;padding-block:1rem 2rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
h1{margin:0 0 1.25rem;font-size:clamp(1.45rem,1rem + 2vw,2.1rem);line-height:1.22;letter-spacing:-.01em;color:var(--accent);text-wrap:balance}
h2{margin:2.75rem 0 .75rem;padding-bottom:.3rem;border-bottom:2px solid var(--edge);font-size:1.35rem;line-height:1.25;color:var(--accent)}
h3{margin:0 0 .15rem;font-size:1.2rem;line-height:1.3}
h4{margin:1.5rem 0 .4rem;font-size:1rem}
p{margin:.5rem 0;max-width:46rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--edge);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}
.soft{color:var(--soft)}
.lead{font-size:1.1rem;max-width:none}
.legend{max-width:none;font-size:.875rem}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.75rem 1.75rem;margin:1.25rem 0 0}
dl.facts div{border-left:2px solid var(--line);padding-left:.75rem}
dt{color:var(--soft);font-size:.8125rem}
dd{margin:0}
ul.tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:0;padding:0;list-style:none}
ul.tiles li{flex:1 1 9rem;padding:.7rem 1rem;background:var(--tint);border-left:.3rem solid var(--neutral)}
ul.tiles li.good{border-color:var(--good)}
ul.tiles li.bad{border-color:var(--bad)}
ul.tiles li.open{border-color:var(--open)}
ul.tiles strong{display:block;font-size:1.9rem;line-height:1.15;font-variant-numeric:tabular-nums}
.scroll{position:relative;overflow-x:auto;margin:.5rem 0 1rem}
table{width:100%;border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.35rem;font-weight:600}
th,td{padding:.42rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{border-bottom:2px solid var(--edge);color:var(--soft);font-size:.8125rem;line-height:1.25;vertical-align:bottom}
th:first-child,td:first-child{padding-left:0}
.overview th:first-child{min-width:9.5rem}
.overview td,.overview th{padding-inline:.4rem}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right}
td.n{white-space:nowrap}
tr.sum th,tr.sum td{background:var(--tint)}
.value{font-weight:650;white-space:nowrap}
.gates{font-weight:650;border-bottom:2px solid currentColor}
ul.notes{margin:.15rem 0 0;padding-left:1rem;color:var(--soft);font-size:.8125rem;line-height:1.4}
.mark{display:inline-flex;gap:.4em;align-items:baseline}
.mark svg{flex:none;width:.95em;height:.95em;position:relative;top:.12em}
.good{color:var(--good)}
.bad{color:var(--bad)}
.open{color:var(--open)}
.neutral{color:var(--neutral)}
ul.tiles li{color:inherit}
.cut{fill:none;stroke:var(--paper);stroke-width:2.2}
.rim{fill:none;stroke:currentColor;stroke-width:1.6}
.bar{display:block;margin-top:.2rem}
td.n .bar{margin-left:auto}
.bar .track{fill:var(--line)}
.bar .level{fill:currentColor}
.bar .whole{stroke:var(--paper);stroke-width:2}
.bar .goal{stroke:var(--ink);stroke-width:2}
article{margin:1.5rem 0 2.5rem;padding:1.1rem 1.25rem 1.25rem;border:1px solid var(--line);border-top:.25rem solid var(--edge)}
.verdict{margin:.7rem 0 1rem;padding:.55rem .85rem;background:var(--tint);max-width:none}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.5rem 1.5rem}
.curves figure{display:flex;flex-direction:column;justify-content:space-between;max-width:26rem}
.days table{width:auto;font-size:.75rem}
.days caption{font-weight:400;color:var(--soft)}
.days th,.days td{padding:.15rem .22rem}
.days th:first-child{padding-left:0;padding-right:.75rem;min-width:11rem}
figure{margin:0 0 .75rem}
figcaption{font-size:.875rem;font-weight:600}
.curve svg{width:100%;height:auto;overflow:visible}
.curve text{font-size:10px;fill:var(--soft);font-variant-numeric:tabular-nums}
.curve .x{text-anchor:middle}
.curve .y{text-anchor:end}
.curve .last{fill:var(--ink);font-weight:700;font-size:12px}
.curve .goal-label{fill:var(--ink);stroke:var(--paper);stroke-width:3px;paint-order:stroke}
.curve .axis{stroke:var(--line);fill:none}
.curve .area{fill:var(--area)}
.curve .line{fill:none;stroke:var(--good);stroke-width:2}
.curve .end{fill:var(--good)}
.curve .past{fill:none;stroke:var(--soft);stroke-width:1.3;stroke-dasharray:2 2.5}
.columns .count{fill:var(--ink);font-weight:700}
.columns .column{stroke-width:1.2}
.columns .column.good{fill:var(--good);stroke:var(--good)}
.columns .column.bad{stroke:var(--bad)}
.columns .column.open{fill:none;stroke:var(--open);stroke-dasharray:3 2}
.columns .column.neutral{fill:var(--area);stroke:var(--neutral)}
.columns .none{fill:var(--soft)}
.curve .goal{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:5 4}
details{margin:.4rem 0;border-top:1px solid var(--line)}
summary{padding:.45rem 0;cursor:pointer;color:var(--accent);font-weight:600}
pre{margin:.25rem 0 1rem;padding:.75rem 1rem;background:var(--tint);overflow-x:auto;font:.8125rem/1.5 ui-monospace,"SFMono-Regular",Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code,.digest{font-family:ui-monospace,"SFMono-Regular",Consolas,"DejaVu Sans Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
ol.decisions,ul.plain{max-width:46rem;padding-left:1.25rem}
.attestation{padding:1.25rem;border:1px solid var(--edge);break-inside:avoid}
.attestation dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1.25rem 2rem;margin:1.25rem 0 0}
.attestation dd{height:2rem;border-bottom:1px solid var(--ink)}
.attestation .sign dd{height:6rem;border:1px solid var(--line)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.dash{background:var(--ground)}
.dash>header{max-width:none;border:0;padding:0;background:var(--band);color:var(--band-ink)}
.dash>header>div{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.75rem;max-width:74rem;margin-inline:auto;padding:.7rem 1.25rem}
.dash>header a{color:var(--band-soft);text-decoration:none}
.dash>header a:hover{text-decoration:underline}
.dash>header a:focus-visible{outline-color:var(--band-ink)}
.brand{display:inline-flex;align-items:center;gap:.55rem;font-weight:700;font-size:1.1rem;letter-spacing:.01em}
.dash .brand{color:var(--band-ink)}
.brand svg{width:2rem;height:1.25rem}
.brand .rest{font-weight:400;font-size:1rem;color:var(--band-soft)}
.dash>header nav{flex:1}
.dash>header ul{display:flex;flex-wrap:wrap;gap:.25rem 1.4rem;margin:0;padding:0;list-style:none}
.dash>header li:last-child{margin-left:auto}
.dash>header [aria-current]{color:var(--band-ink);box-shadow:0 .2rem 0 -.05rem currentColor;font-weight:650}
.dash>main,.dash>footer{max-width:74rem}
.dash>main{padding-block:1.25rem 0}
.dash h1{font-size:clamp(1.4rem,1rem + 1.6vw,2rem);margin-bottom:.4rem}
.dash h2{border:0;padding:0;margin:2.25rem 0 .75rem;font-size:1.25rem}
.dash h3{font-size:1.05rem}
.panel{padding:1.1rem 1.25rem;background:var(--paper);border:1px solid var(--line);border-radius:.6rem}
.panel>.scroll:last-child,.panel>.legend:last-child,.panel .overview>.scroll:last-child{margin-bottom:0}
.hero{display:grid;grid-template-columns:minmax(13rem,17.5rem) 1fr;gap:1rem 2.25rem;align-items:center;padding:1.5rem 1.75rem}
.dial{display:block;width:100%;height:auto}
.segment{fill:none;stroke-width:27;stroke:currentColor}
.core{fill:none;stroke-width:19;stroke:var(--paper)}
.core.open{stroke-dasharray:2.5 2.5;stroke-width:22}
.dial text{text-anchor:middle;fill:var(--ink)}
.dial .number{font-size:36px;font-weight:700;font-variant-numeric:tabular-nums}
.dial .words{font-size:14px;fill:var(--soft)}
.hero p{max-width:none}
.hero h1{margin-top:.2rem}
.stats{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1.1rem 1.75rem;margin:1.25rem 0 0}
.stats div{border-left:.2rem solid var(--edge);padding-left:.8rem}
.stats dt{font-size:.8125rem}
.stats dd.big{font-size:1.55rem;font-weight:700;line-height:1.25;font-variant-numeric:tabular-nums}
.stats dd.soft{font-size:.875rem}
ol.todo{margin:0;padding:0;list-style:none}
ol.todo li{display:grid;grid-template-columns:1.25rem 1fr;gap:.1rem .6rem;padding:.55rem 0;border-top:1px solid var(--line)}
ol.todo li:first-child{border-top:0;padding-top:0}
ol.todo li:last-child{padding-bottom:0}
ol.todo .soft{grid-column:2;font-size:.9rem}
ol.todo .mark{padding-top:.1rem}
ol.todo .mark svg{width:1.05rem;height:1.05rem;top:.2rem}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1.1rem}
.two>*{min-width:0}
.card{display:flex;flex-direction:column;gap:.35rem}
.card h3{margin:0}
.card .top{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.1rem 1rem}
.three .card h3{min-height:2.6em}
.card p.value{font-size:2rem;font-weight:700;line-height:1.1;font-variant-numeric:tabular-nums;white-space:nowrap}
.card p.value.long{font-size:1.2rem;line-height:1.6}
.card p{margin:0;max-width:none}
.card figure{margin:0}
.card h4{margin:.75rem 0 0;color:var(--soft);font-size:.8125rem;font-weight:600}
.card .bar{width:100%;height:.7rem;margin:.2rem 0}
.card .bar path{vector-effect:non-scaling-stroke}
.card ul.notes{margin:0}
.key{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.8125rem;color:var(--soft)}
.key svg.swatch{width:1.6rem;height:.6rem;margin-right:.35rem;overflow:visible}
.key .line{stroke:var(--good);stroke-width:2.4;fill:none}
.key .past{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:2 2.5;fill:none}
.key .goal{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4;fill:none}
.card details{font-size:.9375rem}
.card details summary{font-weight:400}
.crumb{margin:0 0 .35rem}
.when{color:var(--soft);font-size:.9rem;margin:0;max-width:none}
.dash h1+.when{margin-bottom:1.1rem}
.panel h2{margin:0}
.panel>dl.facts{margin-bottom:1.25rem}
.dash main>.panel+.panel{margin-top:1.1rem}
.dash .verdict{margin:1rem 0 0;padding:.9rem 1.25rem;background:var(--paper);border:1px solid var(--line);border-radius:.6rem}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1.1rem}
.three>*{min-width:0}
.past-months{align-items:start}
.past-months td{white-space:nowrap}
.past-months figure{margin:0}
.past-months th{white-space:nowrap}
.dash article{margin:0;border-radius:.6rem;border-top:1px solid var(--line);background:var(--paper)}
.dash table.wide td{vertical-align:middle}
.dash thead th{border-bottom-color:var(--line)}
@media (max-width:46rem){
.hero{grid-template-columns:1fr;padding:1.1rem}
.three .card h3{min-height:0}
.past-months th,.past-months td{white-space:normal}
.stats{grid-template-columns:1fr;gap:.9rem}
.stats dd.big{font-size:1.35rem}
.hero .dial{max-width:15rem;margin-inline:auto}
.dash>header>div{padding-block:.6rem}
.dash>header li:last-child{margin-left:0}
.brand .rest{font-size:.875rem}
.overview thead th:first-child,.overview tbody th{position:sticky;left:0;background:var(--paper);box-shadow:1px 0 0 var(--line);max-width:8.5rem;min-width:7rem;z-index:1}
.overview tr.sum th{background:var(--tint)}
}
@page{size:A4;margin:15mm 14mm 17mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#3c4853}}
@media print{
html{font-size:11.2px}
body>header,main,body>footer{max-width:none;padding-inline:0}
body>header{padding-top:4mm}
.skip,body>nav,.dash>header nav,article details:not([open]),.card details:not([open]){display:none}
.dash>header{border-bottom:.5mm solid var(--edge)}
.panel{border-radius:0;padding:3mm;break-inside:avoid}
.panel.long{break-inside:auto}
.hero{grid-template-columns:55mm 1fr}
.two,.three{grid-template-columns:1fr 1fr;gap:3mm}
.dash article{break-before:auto;border:1px solid var(--line);padding-inline:3mm}
h1{font-size:1.9rem}
h2,h3,h4,caption{break-after:avoid}
h2{margin-top:7mm}
tr,figure,.verdict,.days,.brief{break-inside:avoid}
thead{display:table-header-group}
article{break-before:page;border:0;border-top:.8mm solid var(--edge);padding-inline:0;margin-block:0}
.fresh{break-before:page}
.fresh>h2{margin-top:0}
.fresh>article:first-of-type{break-before:avoid}
article.brief{break-before:auto}
dl.facts{grid-template-columns:repeat(4,1fr)}
.curves{grid-template-columns:repeat(3,1fr);gap:2mm 5mm}
.days th,.days td{padding:.3mm .55mm}
.scroll{overflow:visible;margin-block:1mm 3mm}
a{color:inherit;text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
)";

}  // namespace

std::string_view html_style() {
  return style;
}

}  // namespace jauge::core
