namespace Telephony.TestCalls.Listening;

/// <summary>
/// Looks for a phrase, whose sound is known, in what is heard: the path through both that differs least, beginning anywhere and ending now (dynamic time warping, open at its beginning). The same words are spoken at another pace in
/// another sentence, so that one may go on by two frames while the other goes on by one, and no further.
/// </summary>
/// <param name="phrase">Not empty.</param>
internal sealed class PhraseSearch(SoundShape phrase)
{
    private const int Settled = 30;   // frames without a better match: it was the end of the phrase

    private float[] _now = Nowhere(phrase.Count);
    private float[] _before = Nowhere(phrase.Count);
    private float[] _earlier = Nowhere(phrase.Count);
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

    private static float[] Nowhere(int length)
    {
        var column = new float[length];
        column.AsSpan().Fill(float.PositiveInfinity);
        return column;
    }

    private void Step(SoundShape heard)
    {
        (_earlier, _before, _now) = (_before, _now, _earlier);
        (_differed, _differs) = (_differs, _differed);
        for (var i = 0; i < _now.Length; i++)
        {
            var differs = _differs[i] = SoundShape.Distance(phrase, i, heard, _at);
            var way = i == 0 ? differs : _before[i - 1] + differs;
            if (i > 0) way = Math.Min(way, _earlier[i - 1] + ((_differed[i] + differs) / 2));   // heard more slowly
            if (i > 1) way = Math.Min(way, _before[i - 2] + _differs[i - 1] + differs);         // heard faster
            _now[i] = way;
        }
        var score = _now[^1] / _now.Length;
        if (score < Best) (Best, BestEnd) = (score, _at);
    }
}
