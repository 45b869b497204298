'use strict';
// Draws the page from the data in it. Whatever comes from a run becomes text, never markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);
  const whole = new Intl.NumberFormat('en');

  function element(name, properties, ...children) {
    const made = document.createElement(name);
    Object.assign(made, properties);
    made.append(...children);
    return made;
  }

  function time(seconds) {
    if (seconds < 0) return '';
    if (seconds === 0) return '0';
    if (seconds < 1e-3) return (seconds * 1e6).toPrecision(3) + ' µs';
    if (seconds < 1) return (seconds * 1e3).toPrecision(3) + ' ms';
    if (seconds < 120) return seconds.toFixed(seconds < 10 ? 2 : 1) + ' s';
    if (seconds < 7200) return Math.floor(seconds / 60) + ' min ' + Math.round(seconds % 60) + ' s';
    return (seconds / 3600).toFixed(1) + ' h';
  }

  const megabytes = bytes => bytes < 0 ? '' : whole.format(Math.round(bytes / 1e6)) + ' MB';
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const end = Math.max(data.seconds, 1e-6);

  // The head.

  byId('title').textContent = data.title;
  for (const [name, value] of Object.entries(data.facts)) {
    byId('facts').append(element('dt', {}, name), element('dd', {}, value));
  }

  function tile(figure, what, bad) {
    byId('tiles').append(
      element('li', {className: bad ? 'bad' : ''}, element('b', {}, figure), element('span', {}, what)));
  }
  tile(whole.format(data.records), data.records === 1 ? 'record' : 'records');
  tile(time(data.seconds), data.ended ? 'in all' : 'until it was cut off', !data.ended);
  tile(whole.format(Math.round(data.records / end)), 'records a second');
  tile(whole.format(data.failed), 'failed', data.failed > 0);
  if (data.skipped > 0) tile(whole.format(data.skipped), 'skipped');
  tile(whole.format(data.retried), 'further tries');
  tile((data.busy / end).toFixed(1), 'workers busy, on average');
  tile(whole.format(data.deaths), data.deaths === 1 ? 'worker died' : 'workers died', data.deaths > 0);
  byId('advice').append(...data.advice.map(sentence => element('li', {}, sentence)));

  // The lanes.

  for (const [kind, words] of [
    ['boot', 'starting'], ['run', 'at a record'], ['wait', 'waiting'], ['bad', 'failed record, or death'],
  ]) {
    byId('legend').append(element('span', {}, element('i', {className: kind}), words));
  }

  let chosen = null; // the slow record that is shown
  const canvases = data.lanes.map(lane => {
    const canvas = element('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', lane.name + ': ' + describe(lane));
    canvas.title = describe(lane);
    byId('lanes').append(
      element('li', {className: lane.death ? 'died' : ''}, element('span', {title: lane.name}, lane.name), canvas));
    return canvas;
  });
  if (data.lanes.length > 0) {
    byId('lanes').append(
      element('li', {className: 'axis'}, element('span'),
        element('div', {}, ...[0, 0.25, 0.5, 0.75, 1].map(part => element('span', {}, time(part * end))))));
  }
  if (data.lanesLeftOut > 0) {
    byId('more-lanes').hidden = false;
    byId('more-lanes').textContent = 'There were more workers than are shown here.';
  }

  function describe(lane) {
    const busy = lane.busy.reduce((sum, share) => sum + share, 0) / 100 * data.width;
    return (lane.ready >= 0 ? 'ready after ' + time(lane.ready - lane.started) + ', ' : 'never ready, ') +
      whole.format(lane.records) + (lane.records === 1 ? ' record, ' : ' records, ') +
      'busy for ' + time(busy) +
      (lane.failed > 0 ? ', ' + whole.format(lane.failed) + ' failed' : '') +
      (lane.death ? ', died after ' + time(lane.ended) + ': ' + lane.death : '');
  }

  function draw(canvas, lane) {
    const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    const x = seconds => Math.max(0, seconds) / end * width;
    const box = (name, from, to, top, share) => {
      context.fillStyle = color(name);
      context.fillRect(x(from), height * (1 - share) * (top ? 0 : 1), Math.max(1, x(to) - x(from)), height * share);
    };
    const last = lane.ended >= 0 ? lane.ended : end;
    const ready = lane.ready >= 0 ? lane.ready : last;
    box('wait', ready, last, false, 1);
    box('boot', lane.started, ready, false, 1);
    if (lane.runs) {
      for (const [start, duration, , ok] of lane.runs) box(ok ? 'run' : 'bad', start, start + duration, false, 1);
    } else {
      lane.busy.forEach((share, i) => {
        if (share > 0) box('run', i * data.width, (i + 1) * data.width, false, share / 100);
      });
    }
    if (lane.death) {
      context.fillStyle = color('bad');
      const at = Math.min(width - 3 * devicePixelRatio, x(lane.ended));
      context.fillRect(at, 0, 3 * devicePixelRatio, height);
    }
    if (chosen && chosen.worker === lane.name) {
      context.strokeStyle = color('mark');
      context.lineWidth = 2 * devicePixelRatio;
      context.strokeRect(
        x(chosen.start), context.lineWidth / 2,
        Math.max(4 * devicePixelRatio, x(chosen.start + chosen.duration) - x(chosen.start)), height - context.lineWidth);
    }
  }

  const drawLanes = () => canvases.forEach((canvas, i) => draw(canvas, data.lanes[i]));

  // The charts.

  const charts = [];

  function chart(id, name, summary, series, options) {
    const figure = byId(id);
    figure.replaceChildren(element('figcaption', {}, element('b', {}, name), ' – ' + summary));
    const place = element('div');
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', name + ': ' + summary);
    figure.append(place);
    const axis = more => Object.assign({
      stroke: () => color('quiet'),
      grid: {stroke: () => color('line'), width: 1},
      ticks: {stroke: () => color('line'), width: 1},
    }, more);
    const made = new uPlot({
      width: Math.max(200, figure.clientWidth),
      height: 190,
      scales: Object.assign({x: {time: false}}, options.scales),
      axes: [axis(options.x), axis(Object.assign({size: 60}, options.y))],
      series: [options.first, Object.assign({stroke: () => color('run'), width: 1.5}, options.second)],
    }, series, place);
    charts.push({made, figure});
  }

  // Fewer points than there are buckets, or few records a bucket would look like noise.
  const together = Math.ceil(data.buckets / 128);
  const finished = [];
  data.finished.forEach((count, i) => {
    if (i % together === 0) finished.push(0);
    finished[finished.length - 1] += count;
  });
  const points = finished.map((count, i) => i * together * data.width);
  const rates = finished.map(count => count / (together * data.width));
  const times = data.finished.map((count, i) => i * data.width);
  const busy = times.map((at, i) => data.lanes.reduce((sum, lane) => sum + lane.busy[i], 0) / 100);
  const most = all => all.reduce((a, b) => Math.max(a, b), 0);
  const overTime = {
    x: {values: (u, ticks) => ticks.map(time)},
    first: {label: 'after', value: (u, at) => at == null ? '' : time(at)},
  };
  chart('throughput', 'Records a second',
    whole.format(Math.round(data.records / end)) + ' on average, at most ' + whole.format(Math.round(most(rates))) +
      ' within ' + time(together * data.width),
    [points, rates], Object.assign({
      second: {label: 'records a second', fill: () => color('wait'), value: (u, n) => n == null ? '' : whole.format(Math.round(n))},
      y: {},
    }, overTime));
  chart('running', 'Workers at a record',
    (data.busy / end).toFixed(1) + ' on average, at most ' + most(busy).toFixed(1),
    [times, busy], Object.assign({
      second: {label: 'workers', fill: () => color('wait'), value: (u, n) => n == null ? '' : n.toFixed(1)},
      y: {},
    }, overTime));

  function histogram(id, name, of) {
    if (of.counts.length === 0) {
      byId(id).append(element('figcaption', {}, element('b', {}, name), ' – nothing to show'));
      return;
    }
    const middle = of.counts.map((count, i) => Math.sqrt(of.from[i] * of.from[i + 1]));
    // A bar needs neighbours, to know how wide it is.
    const step = of.from[1] / of.from[0];
    const at = [middle[0] / step, ...middle, middle[middle.length - 1] * step];
    chart(id, name, 'median ' + time(of.p50) + ', 99 % below ' + time(of.p99),
      [at, [null, ...of.counts, null]], {
        scales: {x: {time: false, distr: 3}, y: {range: (u, from, to) => [0, Math.max(1, to)]}},
        x: {grid: {show: false}, values: (u, ticks) => ticks.map(tick => tick == null ? '' : time(tick))},
        y: {},
        first: {label: 'about', value: (u, n) => n == null ? '' : time(n)},
        second: {
          label: 'records',
          fill: () => color('run'),
          paths: uPlot.paths.bars({size: [0.95, 60]}),
          points: {show: false},
          value: (u, n) => n == null ? '' : whole.format(n),
        },
      });
  }
  histogram('run-times', 'Time at a record', data.runTimes);
  histogram('wait-times', 'Time that a worker waited for the next one', data.waitTimes);

  // The tables.

  function table(id, caption, columns, rows) {
    byId(id).append(
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...columns.map(([name, kind]) => {
        const head = element('th', {className: kind || '', scope: 'col'}, name);
        return head;
      }))),
      element('tbody', {}, ...rows.map(cells => element('tr', {}, ...cells.map((cell, i) =>
        element('td', {className: columns[i][1] || ''}, cell))))));
  }

  function show(slow) {
    chosen = slow;
    const detail = byId('detail');
    detail.hidden = false;
    detail.tabIndex = -1;
    detail.replaceChildren(
      element('h3', {}, 'Record ' + whole.format(slow.number)),
      element('p', {}, 'Took ' + time(slow.duration) + ' on ' + (slow.worker || 'no worker') + ', from ' +
        time(slow.start) + ' on' + (slow.attempts > 1 ? ', in try ' + slow.attempts : '') +
        (slow.ok ? '.' : ', and failed.')),
      slow.text ? element('pre', {}, slow.text) : element('p', {}, 'What the record was is not in the journal.'));
    detail.focus({preventScroll: true});
    drawLanes();
  }

  if (data.slowest.length > 0) {
    table('slowest', 'Choose one to see it, also above, in the lane of its worker.',
      [['Record'], ['Took', 'number'], ['Worker'], ['Began after', 'number'], ['Tries', 'number'], ['Text', 'text']],
      data.slowest.map(slow => [
        element('button', {type: 'button', onclick: () => show(slow)}, 'record ' + whole.format(slow.number)),
        time(slow.duration), slow.worker, time(slow.start), String(slow.attempts),
        (slow.ok ? '' : 'failed: ') + slow.text,
      ]));
  }

  if (data.failures.length === 0) {
    byId('failures').append(element('p', {}, 'None.'));
  }
  for (const failure of data.failures) {
    const more = failure.count > failure.numbers.length ? ', …' : '';
    byId('failures').append(element('details', {open: data.failures.length === 1},
      element('summary', {}, element('b', {}, whole.format(failure.count) + ' × ' + failure.class),
        failure.message ? ' – ' + failure.message : ''),
      element('p', {}, (failure.count === 1 ? 'Record ' : 'Records ') +
        failure.numbers.map(number => whole.format(number)).join(', ') + more),
      ...(failure.record ? [element('pre', {}, failure.record)] : []),
      ...(failure.stack ? [element('pre', {}, failure.stack)] : [])));
  }

  table('workers', 'A worker that dies is replaced by one with another name.',
    [['Worker'], ['Process', 'number'], ['Started after', 'number'], ['Ready in', 'number'], ['Records', 'number'],
      ['Failed', 'number'], ['Most memory', 'number'], ['End']],
    data.lanes.map(lane => [
      lane.name, lane.pid < 0 ? '' : String(lane.pid), time(lane.started),
      lane.ready >= 0 ? time(lane.ready - lane.started) : '', whole.format(lane.records), whole.format(lane.failed),
      megabytes(lane.peak),
      lane.death ? element('span', {className: 'bad'}, lane.death) : lane.ended >= 0 ? 'in order' : '',
    ]));

  // What depends on the window.

  function redraw() {
    drawLanes();
    charts.forEach(({made, figure}) => made.setSize({width: Math.max(200, figure.clientWidth), height: 190}));
  }
  drawLanes();
  addEventListener('resize', redraw);
  addEventListener('beforeprint', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
})();
