using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Telephony.Ivr.Import;

/// <summary>Where a call goes on that has come to a link.</summary>
/// <param name="Url">Absolute.</param>
public sealed record TwimlLink(Uri Url, bool IsGet, IReadOnlyList<TwimlParameter> Parameters);

/// <summary>A parameter that a link adds to its request: the value of a variable, or a literal. A variable without a value adds none.</summary>
public sealed record TwimlParameter(string Name, string? Variable, string Literal = "");

/// <summary>Who is told how something goes that a verb began, and of what.</summary>
/// <param name="Events">In the service's words: <c>initiated ringing answered completed</c> of a call, <c>completed absent</c> of a recording.</param>
public sealed record TwimlCallback(Uri Url, bool IsGet, IReadOnlyList<string> Events);

/// <summary>The web addresses of a TwiML document whose call there is somebody to follow for: each is made absolute, and kept by the node that it belongs to.</summary>
/// <param name="at">Where the document was fetched.</param>
internal sealed class TwimlWays(FlowDraft draft, Uri at)
{
    public Dictionary<string, TwimlLink> Links { get; } = new(StringComparer.Ordinal);

    /// <summary>Of a dial one for each target, of a recording one. Null: nobody is told.</summary>
    public Dictionary<string, IReadOnlyList<TwimlCallback?>> Callbacks { get; } = new(StringComparer.Ordinal);

    /// <summary>Of queues: what is asked for what the caller hears meanwhile.</summary>
    public Dictionary<string, TwimlLink> Waits { get; } = new(StringComparer.Ordinal);

    /// <summary>A sentence on an address without which the call cannot go on; empty: there is none.</summary>
    public string Wrong { get; private set; } = "";

    /// <summary>A node that goes on at a URL.</summary>
    /// <param name="url">As it is written: relative to the document; empty: the document's own.</param>
    /// <returns>Its name.</returns>
    public string Link(string url, bool isGet, params IReadOnlyList<TwimlParameter> more)
    {
        if (Absolute(url) is { } absolute) return Link(new TwimlLink(absolute, isGet, more));
        Wrong = $"\"{url}\" is no URL of http or https.";
        return TwimlVerbs.End;
    }

    public string Link(TwimlLink link)
    {
        var node = draft.Add("fetch", "handOver", new JsonObject { ["app"] = TwimlProgram.App }, ("done", TwimlVerbs.End), ("failed", FlowDraft.Broken));
        Links[node] = link;
        return node;
    }

    /// <param name="usual">Events, where the verb does not say which.</param>
    public TwimlCallback? Callback(XElement verb, string attribute, string usual)
    {
        if (verb.Attribute(attribute)?.Value.Trim() is not { Length: > 0 } url) return null;
        if (Absolute(url) is { } absolute) return new TwimlCallback(absolute, IsGet(verb, attribute + "Method"), (verb.Attribute(attribute + "Event")?.Value ?? usual).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        draft.Left.Add($"{verb.Name.LocalName} {attribute}=\"{url}\" is no URL of http or https: nobody is told there.");
        return null;
    }

    /// <returns>Null: the queue has no such address.</returns>
    public TwimlLink? Wait(XElement enqueue)
    {
        if (enqueue.Attribute("waitUrl")?.Value.Trim() is not { Length: > 0 } url) return null;
        if (Absolute(url) is { } absolute) return new TwimlLink(absolute, IsGet(enqueue, "waitUrlMethod"), []);
        draft.Left.Add($"{enqueue.Name.LocalName} waitUrl=\"{url}\" is no URL of http or https: nothing is played.");
        return null;
    }

    /// <summary>Of a sound: as it is written where it is no address at all.</summary>
    public string Sound(string url) => Absolute(url)?.AbsoluteUri ?? url;

    public static bool IsGet(XElement verb, string attribute = "method") => string.Equals(verb.Attribute(attribute)?.Value, "GET", StringComparison.OrdinalIgnoreCase);

    private Uri? Absolute(string url) => Uri.TryCreate(at, url, out var absolute) && absolute.Scheme is "http" or "https" ? absolute : null;
}
