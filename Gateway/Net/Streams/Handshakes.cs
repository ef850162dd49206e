using System.Net.Security;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Net.Streams;

/// <summary>Brings a socket to where bytes can flow.</summary>
internal abstract class Handshake
{
    public abstract Task<Stream> OpenAsync(CancellationToken cancellation);

    /// <summary>Known once connecting began; to be closed whatever happens.</summary>
    public Socket? Socket { get; protected set; }

    /// <summary>Set when TLS has begun; what it holds is good also after a failure.</summary>
    public SecuredStream? Stream { get; private set; }

    protected SecuredStream Secured() => Stream = new SecuredStream(Plain());

    protected Stream Plain() => new NetworkStream(Socket!, ownsSocket: true);
}

internal sealed class OutgoingHandshake(NetEndpoint local, NetEndpoint remote, SslClientAuthenticationOptions? tls, StreamOptions options) : Handshake
{
    public override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        Socket = SocketFactory.ForConnect(local, remote, options);
        await Socket.ConnectAsync(remote.ToIPEndPoint(), cancellation).ConfigureAwait(false);
        if (tls is null) return Plain();
        var secured = Secured();
        await secured.AuthenticateAsClientAsync(tls, cancellation).ConfigureAwait(false);
        return secured;
    }
}

internal sealed class IncomingHandshake : Handshake
{
    private readonly NetEndpoint _remote;
    private readonly TlsAnswer? _tls;
    private readonly HandshakeGate _gate;

    /// <param name="tls">Null for plain TCP.</param>
    /// <param name="gate">With TLS: entered for this handshake already, left when it is over.</param>
    public IncomingHandshake(Socket accepted, NetEndpoint remote, TlsAnswer? tls, HandshakeGate gate) => (Socket, _remote, _tls, _gate) = (accepted, remote, tls, gate);

    public override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        if (_tls is not { } answer) return Plain();
        try
        {
            var secured = Secured();
            await secured.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(answer(hello.ServerName)), null, cancellation).ConfigureAwait(false);
            return secured;
        }
        finally
        {
            _gate.Leave(_remote);
        }
    }
}
