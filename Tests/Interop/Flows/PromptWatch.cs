namespace Telephony.Interop.Flows;

/// <summary>Looks for a prompt in sound that grows: each piece of it once at each place, so that a look costs what is new.</summary>
/// <param name="from">The sample that it may begin at.</param>
internal sealed class PromptWatch(SpokenPrompt prompt, int from)
{
    private readonly float[][][] _coarse = [.. prompt.Pieces.Select(static piece => Enumerable.Range(0, 4).Select(shift => HeardSound.Coarse(piece.AsSpan(shift))).ToArray())];
    private readonly int[] _places = [.. prompt.Pieces.Select(static _ => -1)];
    private int _looked = from;

    /// <returns>Where the last of its pieces ends, once enough of them were heard together; -1: not yet.</returns>
    public int Look(HeardSound heard)
    {
        for (var i = 0; i < _places.Length; i++)
        {
            if (heard.PlaceSoon(_looked, heard.Length, prompt.Pieces[i], _coarse[i]) is >= 0 and var place) _places[i] = place;   // the latest counts: an earlier one was another prompt's
        }
        _looked = Math.Max(_looked, heard.Length - SpokenPrompt.Piece + 1);
        var last = _places.Max();
        var together = _places.Count(place => place >= 0 && place >= last - prompt.Length);
        return together >= SpokenPrompt.Enough * _places.Length ? last + SpokenPrompt.Piece : -1;
    }
}
