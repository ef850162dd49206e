using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Dialogs;

/// <summary>The proxies that stay in the path of a dialog (RFC 3261 12.1, 12.2.1.1). Immutable.</summary>
internal sealed class RouteSet
{
    private readonly byte[][] _routes;

    private RouteSet(byte[][] routes)
    {
        _routes = routes;
        IsStrict = routes.Length > 0 && !(NameAddrView.TryParse(routes[0], out var first) && first.TryGetUri(out var uri) && uri.HasParam("lr"u8));
    }

    public static RouteSet Empty { get; } = new([]);

    public bool IsEmpty => _routes.Length == 0;

    /// <summary>The first proxy knows nothing of loose routing: it wants itself in the Request-URI and the target at the end of Route.</summary>
    public bool IsStrict { get; }

    public IReadOnlyList<byte[]> Routes => _routes;

    /// <summary>URI of the first proxy; empty without one.</summary>
    public ReadOnlySpan<byte> NextHop => IsEmpty ? default : NameAddrView.TryParse(_routes[0], out var first) ? first.Uri : default;

    /// <summary>Record-Route of a request (in order) or of a response (reversed for the side that sent the request).</summary>
    public static RouteSet FromRecordRoute(SipMessage message, bool reversed)
    {
        if (!message.Has(HeaderName.RecordRoute)) return Empty;
        var routes = new List<byte[]>();
        foreach (var value in message.Values(HeaderName.RecordRoute)) routes.Add(value.ToArray());
        if (reversed) routes.Reverse();
        return new RouteSet([.. routes]);
    }

    public static RouteSet Of(IEnumerable<byte[]> routes)
    {
        byte[][] all = [.. routes];
        return all.Length == 0 ? Empty : new RouteSet(all);
    }

    /// <summary>The Request-URI of a request in the dialog.</summary>
    public ReadOnlySpan<byte> RequestUri(ReadOnlySpan<byte> remoteTarget) => IsStrict ? WithoutHeaders(NextHop) : remoteTarget;

    /// <summary>Whole Route lines.</summary>
    public byte[] Lines(ReadOnlySpan<byte> remoteTarget)
    {
        if (IsEmpty) return [];
        var buffer = new SipBuffer(256);
        var writer = new SipWriter(buffer);
        foreach (var route in _routes.AsSpan(IsStrict ? 1 : 0)) writer.Header(HeaderName.Route, route);
        if (IsStrict)
        {
            writer.Begin(HeaderName.Route);
            writer.Append("<"u8);
            writer.AppendUri(remoteTarget);
            writer.Append(">"u8);
            writer.EndLine();
        }
        return writer.Written.ToArray();
    }

    private static ReadOnlySpan<byte> WithoutHeaders(ReadOnlySpan<byte> uri)
    {
        var question = uri.IndexOf((byte)'?');
        return question < 0 ? uri : uri[..question];
    }
}
