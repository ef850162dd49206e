using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Writing;

namespace Telephony.Fuzz.Sip;

/// <summary>Looks at everything a message can be asked for, and answers or rewrites it: what lies lazily in it must not throw either.</summary>
internal sealed class Toucher : IDigestSecrets
{
    private static readonly HeaderName[] Names = Enum.GetValues<HeaderName>();

    private static readonly SipCapabilities Gateway = new(
        [SipMethod.Invite, SipMethod.Bye, SipMethod.Options, SipMethod.Refer, SipMethod.Register], ["timer"], ["application/sdp"]);

    private readonly SipBuffer _buffer = new(16384);
    private readonly DigestServer _digest;
    private long _seen;

    public Toucher()
    {
        _digest = new DigestServer(new DigestOptions { Realm = "atlanta.example.com" }, this, TimeProvider.System, new SeededSipRandom(1));
    }

    /// <summary>What was written last.</summary>
    public ReadOnlySpan<byte> Written => _buffer.Written;

    public bool TryFind(ReadOnlySpan<byte> username, out DigestSecret? secret)
    {
        secret = null;
        return false;
    }

    public void Touch(SipMessage message)
    {
        _seen += message.Body.Length + message.Raw.Length + message.ReasonPhrase.Length + message.CSeqMethodBytes.Length + message.ContentType.Length;
        Via(message.TopVia);
        Address(message.FromAddress);
        Address(message.ToAddress);
        Uri(message.RequestUri);
        foreach (var name in Names)
        {
            if (message.Has(name))
            {
                Values(message, name);
            }
        }
        if (message.IsRequest)
        {
            _seen += (int)_digest.Verify(message, HeaderName.Authorization, out var user) + user.Length;
            _seen += (int)_digest.Verify(message, HeaderName.ProxyAuthorization, out user) + user.Length;
        }
    }

    /// <summary>The response to a request, whole or broken.</summary>
    public void Answer(SipMessage request, int status, ReadOnlySpan<byte> reason)
    {
        var writer = new SipWriter(_buffer);
        writer.StatusLine(status, reason);
        writer.Copy(request, HeaderName.Via);
        writer.Copy(request, HeaderName.From);
        writer.Copy(request, HeaderName.To);
        writer.Copy(request, HeaderName.CallId);
        writer.Copy(request, HeaderName.CSeq);
        RequestValidator.WriteHeaders(ref writer, status, request, Gateway);
        writer.NoBody();
    }

    /// <summary>The message again, header by header.</summary>
    public void Rewrite(SipMessage message)
    {
        var writer = new SipWriter(_buffer);
        if (message.IsRequest)
        {
            writer.RequestLine(message.MethodBytes, message.RequestUri);
            _seen += RequestValidator.Inspect(message, Gateway);
        }
        else
        {
            writer.StatusLine(message.StatusCode, message.ReasonPhrase);
        }
        foreach (var header in message.Headers)
        {
            if (header.Name is not (HeaderName.ContentLength or HeaderName.ContentType))
            {
                writer.Header(header);
            }
        }
        writer.Body(message.ContentType, message.Body);
    }

    private void Values(SipMessage message, HeaderName name)
    {
        foreach (var value in message.Values(name))
        {
            if (NameAddrView.TryParse(value, out var address))
            {
                Address(address);
            }
            if (name == HeaderName.Via && ViaView.TryParse(value, out var via))
            {
                Via(via);
            }
            _seen += ParamReader.TryGet(value, "expires"u8, out var expires) ? expires.Length : 0;
        }
    }

    private void Address(in NameAddrView address)
    {
        _seen += address.Tag.Length + address.Params.Length + (address.IsWildcard ? 1 : 0);
        _seen += address.TryGetParam("q"u8, out var q) ? q.Length : 0;
        Span<byte> text = stackalloc byte[4096];
        _seen += SipText.Unescape(address.DisplayName, text);
        Uri(address.Uri);
    }

    private void Uri(ReadOnlySpan<byte> text)
    {
        if (!SipUriView.TryParse(text, out var uri))
        {
            return;
        }
        Span<byte> user = stackalloc byte[4096];
        _seen += SipEscapes.Unescape(uri.User, user) + uri.Port + uri.Password.Length + uri.Headers.Length;
        _seen += uri.TryGetParam("lr"u8, out var lr) ? lr.Length : uri.IsE164ish ? 1 : 2;
        if (uri.Params.Length + uri.Headers.Length < 300 && !SipUriComparer.Same(uri, uri))
        {
            throw new InvalidOperationException("A URI differs from itself.");
        }
    }

    private void Via(in ViaView via) =>
        _seen += via.Host.Length + via.Port + via.Branch.Length + via.Received.Length + via.RPort + via.Maddr.Length + via.Ttl + via.Transport.Length + via.Params.Length;
}
