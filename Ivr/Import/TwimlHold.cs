using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml.Linq;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.Ivr.Import;

/// <summary>What becomes of a caller who has heard a document for those who wait.</summary>
public enum TwimlHoldEnd : byte
{
    /// <summary>It is asked for again.</summary>
    Again,

    /// <summary>The queue is left.</summary>
    Leave,

    HangUp,
}

/// <summary>A document for those who wait in a queue: Say, Play and Pause, then Redirect, Leave or Hangup; without one of them it is asked for again.</summary>
/// <param name="Next">Asked in its place; null: the same.</param>
/// <param name="Left">What of it is not done: a sentence each.</param>
public sealed record TwimlHold(IReadOnlyList<PromptPiece> Pieces, TwimlHoldEnd End, TwimlLink? Next, IReadOnlyList<string> Left)
{
    private const int MostRounds = 50;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(10);

    /// <param name="at">Where it was fetched.</param>
    /// <param name="why">A sentence.</param>
    public static bool TryRead(string xml, Uri at, [NotNullWhen(true)] out TwimlHold? hold, out string why)
    {
        hold = null;
        if (!TwimlText.TryRead(xml, out var response, out why)) return false;
        var (pieces, left) = (new List<PromptPiece>(), new List<string>());
        foreach (var verb in response.Elements())
        {
            switch (verb.Name.LocalName)
            {
                case "Say" or "Play" when verb.Value.Trim().Length > 0:
                    for (var round = Rounds(verb); round > 0; round--) pieces.Add(Piece(verb, at));
                    break;
                case "Say" or "Play": break;
                case "Pause": pieces.Add(new PromptPiece.Silence(TimeSpan.FromSeconds(Math.Min(Number(verb, "length", 1), s_longestPause.TotalSeconds)))); break;
                case "Leave": return Ends(TwimlHoldEnd.Leave, null, out hold);
                case "Hangup": return Ends(TwimlHoldEnd.HangUp, null, out hold);
                case "Redirect" when Uri.TryCreate(at, verb.Value.Trim(), out var next) && next.Scheme is "http" or "https": return Ends(TwimlHoldEnd.Again, new TwimlLink(next, TwimlWays.IsGet(verb), []), out hold);
                default: left.Add($"{verb.Name.LocalName} has no place while a caller waits, and was left out."); break;
            }
        }
        return Ends(TwimlHoldEnd.Again, null, out hold);

        bool Ends(TwimlHoldEnd end, TwimlLink? next, out TwimlHold made)
        {
            made = new TwimlHold(pieces, end, next, left);
            return true;
        }
    }

    private static PromptPiece Piece(XElement verb, Uri at)
    {
        if (verb.Name.LocalName == "Play") return new PromptPiece.Sound(Uri.TryCreate(at, verb.Value.Trim(), out var sound) ? sound.AbsoluteUri : verb.Value.Trim());
        return new PromptPiece.Speech(verb.HasElements ? TwimlText.Ssml(verb) : verb.Value.Trim(), verb.HasElements, verb.Attribute("language")?.Value ?? "", "");
    }

    // Without an end: it is asked for again in any case.
    private static int Rounds(XElement verb) => Math.Clamp(Number(verb, "loop", 1), 1, MostRounds);

    private static int Number(XElement verb, string attribute, int usual) => int.TryParse(verb.Attribute(attribute)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
