using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Support.Network;

internal sealed class VirtualStreamListener(
    VirtualNetwork network, VirtualLoop loop, NetEndpoint local, TlsAnswer? tls, IStreamReceiver receiver, StreamOptions options)
    : IStreamListener
{
    public NetEndpoint Local => local;

    internal VirtualLoop Loop => loop;

    internal bool IsTls => tls is not null;

    internal IStreamReceiver Receiver => receiver;

    internal StreamOptions Options => options;

    internal int Connections { get; set; }

    public void Dispose() => network.Unbind(this);
}
