using System.Net.Security;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Net.Streams;

/// <summary>Brings a socket to where bytes can flow.</summary>
internal abstract class Handshake
{
    public abstract Task<Stream> OpenAsync(CancellationToken cancellation);

    /// <summary>Known once connecting began; to be closed whatever happens.</summary>
    public Socket? Socket { get; protected set; }

    protected Stream Plain() => new NetworkStream(Socket!, ownsSocket: true);
}

internal sealed class OutgoingHandshake(NetEndpoint local, NetEndpoint remote, SslClientAuthenticationOptions? tls, StreamOptions options) : Handshake
{
    public override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        Socket = SocketFactory.ForConnect(local, remote, options);
        await Socket.ConnectAsync(remote.ToIPEndPoint(), cancellation).ConfigureAwait(false);
        if (tls is null) return Plain();
        var secured = new SslStream(Plain(), leaveInnerStreamOpen: false);
        await secured.AuthenticateAsClientAsync(tls, cancellation).ConfigureAwait(false);
        return secured;
    }
}

internal sealed class IncomingHandshake : Handshake
{
    private readonly SslServerAuthenticationOptions? _tls;

    public IncomingHandshake(Socket accepted, SslServerAuthenticationOptions? tls) => (Socket, _tls) = (accepted, tls);

    public override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        if (_tls is null) return Plain();
        var secured = new SslStream(Plain(), leaveInnerStreamOpen: false);
        await secured.AuthenticateAsServerAsync(_tls, cancellation).ConfigureAwait(false);
        return secured;
    }
}
