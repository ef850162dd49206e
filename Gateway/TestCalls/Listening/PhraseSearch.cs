namespace Telephony.TestCalls.Listening;

/// <summary>
/// Looks for a phrase, whose sound is known, in what is heard: the path through both that differs least, beginning anywhere and ending now (dynamic time warping, open at its beginning). Either may go on while the other stays, at a
/// price, as the same words are spoken at another pace in another sentence.
/// </summary>
/// <param name="phrase">Not empty.</param>
internal sealed class PhraseSearch(SoundShape phrase)
{
    private const float Stay = 0.12f;

    private float[] _before = [];
    private float[] _now = new float[phrase.Count];
    private int _at;

    /// <summary>Of the best match so far: 0 is the same sound, 1 any other.</summary>
    public float Best { get; private set; } = float.PositiveInfinity;

    /// <summary>The frame at which the best match ends.</summary>
    public int BestEnd { get; private set; }

    /// <summary>Looks at the frames that have come since.</summary>
    public void Follow(SoundShape heard)
    {
        for (; _at < heard.Count; _at++) Step(heard);
    }

    private void Step(SoundShape heard)
    {
        (_before, _now) = (_now, _before.Length == 0 ? new float[phrase.Count] : _before);
        var isFirst = _at == 0;
        for (var i = 0; i < _now.Length; i++)
        {
            var differs = SoundShape.Distance(phrase, i, heard, _at);
            var way = i == 0 ? 0 : isFirst ? float.PositiveInfinity : _before[i - 1];
            if (i > 0) way = Math.Min(way, _now[i - 1] + Stay);
            if (i > 0 && !isFirst) way = Math.Min(way, _before[i] + Stay);
            _now[i] = way + differs;
        }
        var score = _now[^1] / _now.Length;
        if (score < Best) (Best, BestEnd) = (score, _at);
    }
}
