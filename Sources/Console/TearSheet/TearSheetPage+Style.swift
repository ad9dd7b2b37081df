extension TearSheetPage {
  /// The colours of both schemes, and how the parts are set.
  static let style = """
    :root { color-scheme: light dark; --ink: #1c2430; --faint: #667085; --paper: #ffffff;
      --edge: #d9dee6; --main: #1f6feb; --other: #b08800; --good: #1a9850; --bad: #d73027; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e2e8f0; --faint: #94a3b8;
      --paper: #10151d; --edge: #2b3442; --main: #6ea8fe; --other: #e3b341; --good: #3fb950;
      --bad: #f85149; } }
    body { background: var(--paper); color: var(--ink); max-width: 960px; margin: 2rem auto;
      padding: 0 1rem; font: 15px/1.45 system-ui, sans-serif; }
    h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
    h3 { font-size: .95rem; margin: .8rem 0 .2rem; } p { margin: .2rem 0; color: var(--faint); }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(105px, 1fr)); gap: .6rem;
      margin-top: 1rem; }
    .tile { border: 1px solid var(--edge); border-radius: 6px; padding: .5rem .7rem; }
    .tile b { display: block; font-size: 1.1rem; } .tile span { color: var(--faint); }
    svg { width: 100%; height: auto; display: block; } svg polyline { fill: none; stroke-width: 1.6; }
    .scale { fill: var(--faint); font-size: 12px; } .grid { stroke: var(--edge); }
    .hint { fill: transparent; } .hint:hover { fill: var(--edge); fill-opacity: .6; }
    polyline.equity { stroke: var(--main); } polyline.benchmark { stroke: var(--other); }
    polyline.fall { stroke: var(--bad); } .area.fall { fill: var(--bad); fill-opacity: .25; }
    .legend i { display: inline-block; width: 1.2em; height: 3px; margin: 0 .4em .25em 0; }
    .legend i + i, .legend i.benchmark { margin-left: 1em; }
    i.equity { background: var(--main); } i.benchmark { background: var(--other); }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr));
      gap: 0 2rem; align-items: start; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
    td, th { padding: .18rem .45rem; text-align: right; white-space: nowrap;
      font-variant-numeric: tabular-nums; border-bottom: 1px solid var(--edge); }
    td:first-child, th:first-child { text-align: left; } th { font-weight: 600; }
    .heat td { text-align: center; } .wide + .wide { margin-top: 1rem; }
    @media print { body { max-width: none; margin: 0; } section { break-inside: avoid; } }
    """
}
