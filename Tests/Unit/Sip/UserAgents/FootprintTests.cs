using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

/// <summary>What a held call keeps, and what its set-up costs.</summary>
public class FootprintTests
{
    private const int Calls = 500;

    [Fact]
    public void A_confirmed_dialog_keeps_less_than_three_kilobytes()
    {
        var clock = new VirtualClock();
        var network = new VirtualNetwork(clock);
        var (loop, far) = (clock.CreateLoop("gw"), clock.CreateLoop("far"));
        var agent = new UserAgent(loop, network, new TransportOptions(), new UserAgentOptions(), new SeededSipRandom(1), new NoCore(), null, NullLoggerFactory.Instance);
        agent.Transports.Listen(new ListenOptions(SipTransportKind.Udp, AgentBench.Address));
        var answerer = new Answerer();
        var remote = AgentBench.Endpoint("10.0.0.2:5060");
        network.OpenDatagram(far, remote, answerer, new DatagramOptions());
        var user = new Holder();

        void Place(int count)
        {
            for (var i = 0; i < count; i++)
            {
                loop.Run(() => agent.Invite<object?>(
                    new InviteDraft
                    {
                        RequestUri = AgentBench.Bytes("sip:+14255550123@10.0.0.2:5060"),
                        From = AgentBench.Bytes("<sip:+14255550100@gw.example>"),
                        To = AgentBench.Bytes("<sip:+14255550123@10.0.0.2>"),
                        ContactUser = AgentBench.Bytes("gw"),
                        Targets = [new SipTarget(SipTransportKind.Udp, remote)],
                        ContentType = AgentBench.Bytes("application/sdp"),
                        Body = new byte[400],
                    }, user, null, null));
            }
            clock.Advance(TimeSpan.FromSeconds(70));
        }

        Place(Calls);   // tables and pools grow to their size
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Place(Calls);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Calls;
        Assert.Equal(2 * Calls, agent.Statistics.Dialogs);
        Assert.Equal(0, agent.Statistics.Transactions);
        Assert.True(each < 3000, $"{each} bytes per dialog");
        GC.KeepAlive(agent);
    }

    private sealed class Answerer : IDatagramReceiver
    {
        public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
        {
            var text = Encoding.UTF8.GetString(datagram);
            if (!text.StartsWith("INVITE", StringComparison.Ordinal)) return;
            var head = text[(text.IndexOf("\r\n", StringComparison.Ordinal) + 2)..text.IndexOf("Content-Type", StringComparison.Ordinal)];
            var to = head.IndexOf("To: ", StringComparison.Ordinal);
            var end = head.IndexOf("\r\n", to, StringComparison.Ordinal);
            var answer = $"SIP/2.0 200 OK\r\n{head[..end]};tag=far\r\n{head[(end + 2)..]}Content-Length: 0\r\n\r\n"
                .Replace("sip:gw@10.0.0.1", "sip:far@10.0.0.2", StringComparison.Ordinal);
            socket.TrySend(Encoding.UTF8.GetBytes(answer), remote);
        }
    }

    private sealed class Holder : IOutgoingInviteUser, IDialogUser
    {
        public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response) { }

        public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
        {
            dialog.User = this;
            dialog.Ack();
        }

        public void OnFailed(OutgoingInvite invite, in InviteFailure failure) { }

        public void OnRequest(Dialog dialog, IncomingRequest request) { }

        public void OnReinvite(Dialog dialog, IncomingInvite invite) { }

        public void OnEnded(Dialog dialog, in DialogEnd end) { }
    }

    private sealed class NoCore : IUserAgentCore
    {
        public Screening Screen(SipMessage request, in SipSource source) => Screening.Accept;

        public void OnInvite(IncomingInvite invite) { }

        public void OnRequest(IncomingRequest request) { }
    }
}
