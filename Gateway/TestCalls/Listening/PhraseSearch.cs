namespace Telephony.TestCalls.Listening;

/// <summary>
/// Looks for a phrase, whose sound is known, in what is heard: the path through both that differs least, beginning anywhere and ending now (dynamic time warping, open at its beginning). The same words are spoken at another pace in
/// another sentence, so that one may go on by two frames while the other goes on by one, and no further.
/// </summary>
/// <remarks>
/// A long phrase with one other word differs little on the whole: "… at three" from "… at two" by 0.07, as the same words do on a bad line. So the worst stretch of the path counts as well, some 0.15 s: the same words differ there by
/// 0.15 at the most, another word by 0.25 and more.
/// </remarks>
/// <param name="phrase">Not empty.</param>
internal sealed class PhraseSearch(SoundShape phrase)
{
    private const int Settled = 30;               // frames without a better match: it was the end of the phrase
    private const float Stretch = 1f / 15;        // weight of a frame in the mean of the last ones
    private const float WorstShare = 0.75f;       // of the worst stretch in the score

    private Way[] _now = Nowhere(phrase.Count);
    private Way[] _before = Nowhere(phrase.Count);
    private Way[] _earlier = Nowhere(phrase.Count);
    private float[] _differs = new float[phrase.Count];
    private float[] _differed = new float[phrase.Count];
    private int _at;

    /// <summary>Of the best match so far: 0 is the same sound, 1 any other.</summary>
    public float Best { get; private set; } = float.PositiveInfinity;

    /// <summary>The frame at which the best match ends.</summary>
    public int BestEnd { get; private set; }

    /// <summary>What came since was no better.</summary>
    public bool IsSettled => _at - BestEnd > Settled;

    /// <summary>Looks at the frames that have come since.</summary>
    public void Follow(SoundShape heard)
    {
        for (; _at < heard.Count; _at++) Step(heard);
    }

    private static Way[] Nowhere(int length)
    {
        var column = new Way[length];
        column.AsSpan().Fill(new Way(float.PositiveInfinity, 0, 0));
        return column;
    }

    private void Step(SoundShape heard)
    {
        (_earlier, _before, _now) = (_before, _now, _earlier);
        (_differed, _differs) = (_differs, _differed);
        for (var i = 0; i < phrase.Count; i++)
        {
            var differs = _differs[i] = SoundShape.Distance(phrase, i, heard, _at);
            var way = i == 0 ? new Way(0, 0, 0).With(differs) : _before[i - 1].With(differs);
            if (i > 0) way = way.Or(_earlier[i - 1].With((_differed[i] + differs) / 2));               // heard more slowly
            if (i > 1) way = way.Or(_before[i - 2].With(_differs[i - 1]).With(differs));               // heard faster
            _now[i] = way;
        }
        var score = Math.Max(_now[^1].Sum / phrase.Count, _now[^1].Worst * WorstShare);
        if (score < Best) (Best, BestEnd) = (score, _at);
    }

    /// <summary>The best path to a frame of the phrase.</summary>
    /// <param name="Lately">Mean of its last frames.</param>
    /// <param name="Worst">The highest that mean ever was.</param>
    private readonly record struct Way(float Sum, float Lately, float Worst)
    {
        public Way With(float differs)
        {
            var lately = Lately + (Stretch * (differs - Lately));
            return new Way(Sum + differs, lately, Math.Max(Worst, lately));
        }

        public Way Or(in Way other) => other.Sum < Sum ? other : this;
    }
}
