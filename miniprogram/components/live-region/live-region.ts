/**
 * Says something to people who listen to the screen, and shows nothing. Holds its own text, so that news cost the page
 * around it no update.
 */
Component({
  data: { news: '' },
  methods: {
    say(news: string) {
      // A region that says the same twice says nothing the second time.
      this.setData({ news: news === this.data.news ? `${news} ` : news });
    },
  },
});
