// Moves through the months, plays them, and puts two beside each other; nobody is asked for anything.

const MONTHS = {
  toMonth(month) {
    const wanted = Math.min(Math.max(month, 0), this.data.months.length - 1);
    if (wanted === this.month) return;
    this.travels = 0;
    this.before = this.month;
    this.month = wanted;
    this.since = performance.now();
    this.fade = still() || this.twin ? 1 : 0.01;
    if (this.fade === 1) this.before = wanted;
    if (this.arranged?.startsWith("rings")) this.arrange();
    this.words();
    this.tip(this.over);
    cancelAnimationFrame(this.frameAsked);
    this.frameAsked = null;
    this.paint();
  },

  // Two months beside each other; the month on the slider is one of them.
  beside(on, other = this.month >= 3 ? this.month - 3 : this.data.months.length - 1) {
    this.travels = 0;
    this.twin = on;
    this.other = other;
    this.fade = 1;
    this.before = this.month;
    this.tip(null);
    this.high(this.data.height);
    this.arrange();
    this.words();
    this.draw();
  },

  play() {
    if (this.playing) { this.stop(); return; }
    if (this.month >= this.data.months.length - 1) this.toMonth(0);
    this.playing = setInterval(() => {
      if (this.month >= this.data.months.length - 1) this.stop(); else this.toMonth(this.month + 1);
    }, PLAY);
    this.playButton("❚❚", "Stop");
  },

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    this.playButton("▶\uFE0E", "Play the months");
    this.noted();
  },

  playButton(sign, words) {
    const button = this.root.querySelector('[data-do="play"]');
    button.textContent = sign;
    button.setAttribute("aria-label", words);
  },

  // The address follows when nothing has moved for a moment.
  noted() {
    clearTimeout(this.toNote);
    this.toNote = setTimeout(() => toAddress(this), Math.max(PAUSE, this.travels - performance.now()));
  },

  // Back or forward in the history of the browser: the address tells the month, also to what the page is about to send. Until
  // that may have come nothing is written there, unless somebody moves the map.
  travelled() {
    this.travels = performance.now() + TRAVEL;
    if (!this.data || location.pathname !== this.path) return;
    this.stop();
    fromAddress(this);
    this.high(this.data.height);
    this.arrange();
    this.words();
    this.draw();
  },
};
