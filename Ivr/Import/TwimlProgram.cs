using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Import;

/// <summary>Where a call goes on that has come to a link.</summary>
/// <param name="Url">Absolute.</param>
public sealed record TwimlLink(Uri Url, bool IsGet, IReadOnlyList<TwimlParameter> Parameters);

/// <summary>
/// A TwiML document as a flow for one call, run by the same engine. Where it would fetch another document, the flow hands over to <see cref="App"/>, at a node that <see cref="Links"/> names.
/// </summary>
/// <param name="Left">What of the document is not done: a sentence each.</param>
public sealed record TwimlProgram(FlowProgram Program, IReadOnlyDictionary<string, TwimlLink> Links, IReadOnlyList<string> Left)
{
    public const string App = "twiml";

    /// <summary>The flow's name in traces.</summary>
    public const string Name = "twiml";

    /// <summary>A document that goes on at a URL, and has nothing else.</summary>
    public static TwimlProgram Begin(Uri url, bool isGet)
    {
        var draft = new FlowDraft(Name);
        draft.Add("end", "hangUp", []);
        var links = new Dictionary<string, TwimlLink>(StringComparer.Ordinal);
        draft.Start = Link(draft, links, new TwimlLink(url, isGet, []));
        return TryFinish(draft, links, out var program, out var why) ? program : throw new InvalidOperationException(why);
    }

    /// <param name="at">Where the document was fetched: what links are relative to.</param>
    /// <param name="why">A sentence.</param>
    public static bool TryRead(string xml, Uri at, [NotNullWhen(true)] out TwimlProgram? program, out string why)
    {
        program = null;
        if (!TwimlText.TryRead(xml, out var response, out why)) return false;
        var draft = new FlowDraft(Name);
        var links = new Dictionary<string, TwimlLink>(StringComparer.Ordinal);
        var wrong = "";
        draft.Start = new TwimlVerbs(draft, (url, isGet, more) =>
        {
            if (Uri.TryCreate(at, url, out var absolute) && absolute.Scheme is "http" or "https") return Link(draft, links, new TwimlLink(absolute, isGet, more));
            wrong = $"\"{url}\" is no URL of http or https.";
            return "end";
        }).Read(response);
        why = wrong;
        return wrong.Length == 0 && TryFinish(draft, links, out program, out why);
    }

    private static string Link(FlowDraft draft, Dictionary<string, TwimlLink> links, TwimlLink link)
    {
        var node = draft.Add("fetch", "handOver", new JsonObject { ["app"] = App }, ("done", "end"), ("failed", FlowDraft.Broken));
        links[node] = link;
        return node;
    }

    private static bool TryFinish(FlowDraft draft, Dictionary<string, TwimlLink> links, [NotNullWhen(true)] out TwimlProgram? program, out string why)
    {
        (program, why) = (null, "");
        var made = draft.Finish("I am sorry, an application error has occurred. Goodbye.");
        if (!FlowReader.TryRead(made.Document ?? "", out var flow, out var mistakes))
        {
            why = mistakes[0].Sentence;
            return false;
        }
        program = new TwimlProgram(FlowProgram.Of(flow), links, made.Left);
        return true;
    }
}
