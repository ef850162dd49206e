using System.Diagnostics.CodeAnalysis;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Import;

/// <summary>
/// A TwiML document as a flow for one call, run by the same engine. Where it would fetch another document, the flow hands over to <see cref="App"/>, at a node that <see cref="Links"/> names.
/// </summary>
/// <param name="Left">What of the document is not done: a sentence each.</param>
public sealed record TwimlProgram(FlowProgram Program, IReadOnlyDictionary<string, TwimlLink> Links, IReadOnlyList<string> Left)
{
    public const string App = "twiml";

    /// <summary>Who is told how the calls of a dial go, one for each of its targets, and how the recording of a node went. Null: nobody is.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TwimlCallback?>> Callbacks { get; init; } = new Dictionary<string, IReadOnlyList<TwimlCallback?>>(StringComparer.Ordinal);

    /// <summary>What is asked for what a caller hears in the queue of a node: a <see cref="TwimlHold"/>, in place of the node's music.</summary>
    public IReadOnlyDictionary<string, TwimlLink> Waits { get; init; } = new Dictionary<string, TwimlLink>(StringComparer.Ordinal);

    /// <summary>The flow's name in traces.</summary>
    public const string Name = "twiml";

    /// <summary>A document that goes on at a URL, and has nothing else.</summary>
    public static TwimlProgram Begin(Uri url, bool isGet)
    {
        var draft = new FlowDraft(Name);
        draft.Add(TwimlVerbs.End, "hangUp", []);
        var ways = new TwimlWays(draft, url);
        draft.Start = ways.Link(new TwimlLink(url, isGet, []));
        return TryFinish(draft, ways, out var program, out var why) ? program : throw new InvalidOperationException(why);
    }

    /// <param name="at">Where the document was fetched: what links are relative to.</param>
    /// <param name="why">A sentence.</param>
    public static bool TryRead(string xml, Uri at, [NotNullWhen(true)] out TwimlProgram? program, out string why)
    {
        program = null;
        if (!TwimlText.TryRead(xml, out var response, out why)) return false;
        var draft = new FlowDraft(Name);
        var ways = new TwimlWays(draft, at);
        draft.Start = new TwimlVerbs(draft, ways).Read(response);
        why = ways.Wrong;
        return why.Length == 0 && TryFinish(draft, ways, out program, out why);
    }

    private static bool TryFinish(FlowDraft draft, TwimlWays ways, [NotNullWhen(true)] out TwimlProgram? program, out string why)
    {
        (program, why) = (null, "");
        var made = draft.Finish("I am sorry, an application error has occurred. Goodbye.");
        if (!FlowReader.TryRead(made.Document ?? "", out var flow, out var mistakes))
        {
            why = mistakes[0].Sentence;
            return false;
        }
        program = new TwimlProgram(FlowProgram.Of(flow), ways.Links, made.Left) { Callbacks = ways.Callbacks, Waits = ways.Waits };
        return true;
    }
}
