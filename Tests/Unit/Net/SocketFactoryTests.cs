using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Xunit;

namespace Telephony.Unit.Net;

public sealed class SocketFactoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Media_leaves_whole_where_it_is_asked_for(bool whole)
    {
        using var socket = SocketFactory.BindDatagram(NetEndpoint.FromV4(0x7F00_0001, 0), new DatagramOptions(Whole: whole));
        Assert.Equal(whole, socket.DontFragment);
    }
}
