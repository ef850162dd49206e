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

    /// <summary>The heap is the whole process's, so that other tests are in one reading or another: what calls keep is in every one of them.</summary>
    [Fact]
    public void A_confirmed_dialog_keeps_less_than_a_kilobyte()
    {
        var least = Enumerable.Range(0, 5).Min(static _ => Kept());
        Assert.True(least < 800, $"{least} bytes per dialog");

        static long Kept()
        {
            var bench = new Bench();
            bench.Place(Calls);   // tables and pools grow to their size
            bench.Advance(70);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            bench.Place(Calls);
            bench.Advance(70);
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Calls;
            Assert.Equal(2 * Calls, bench.Agent.Statistics.Dialogs);
            Assert.Equal(0, bench.Agent.Statistics.Transactions);
            GC.KeepAlive(bench);
            return each;
        }
    }

    /// <summary>
    /// Half a minute of ended calls waits for repetitions: at 1000 a second they are more than the calls that talk. What they need lies in tables that are there already.
    /// </summary>
    [Fact]
    public void A_call_that_has_ended_keeps_no_object()
    {
        var bench = new Bench();
        bench.Place(Calls);
        bench.HangUp();
        bench.Advance(70);
        var least = Enumerable.Range(0, 5).Min(_ => Kept());
        Assert.True(least < 16, $"{least} bytes per ended call");
        GC.KeepAlive(bench);

        long Kept()
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            bench.Place(Calls);
            bench.HangUp();
            bench.Advance(10);   // the BYE's transaction is over, that of the INVITE is not
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Calls;
            Assert.Equal(0, bench.Agent.Statistics.Dialogs);
            Assert.Equal(Calls, bench.Agent.Statistics.Transactions);
            bench.Advance(70);
            return each;
        }
    }

    private sealed class Bench
    {
        private readonly VirtualClock _clock = new();
        private readonly VirtualLoop _loop;
        private readonly Holder _user = new();
        private readonly NetEndpoint _remote = AgentBench.Endpoint("10.0.0.2:5060");

        public Bench()
        {
            var network = new VirtualNetwork(_clock);
            _loop = _clock.CreateLoop("gw");
            Agent = new UserAgent(_loop, network, new TransportOptions(), new UserAgentOptions(), new SeededSipRandom(1), new NoCore(), null, NullLoggerFactory.Instance);
            Agent.Transports.Listen(new ListenOptions(SipTransportKind.Udp, AgentBench.Address));
            network.OpenDatagram(_clock.CreateLoop("far"), _remote, new Answerer(), new DatagramOptions());
        }

        public UserAgent Agent { get; }

        public void Place(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _loop.Run(() => Agent.Invite<object?>(
                    new InviteDraft
                    {
                        RequestUri = AgentBench.Bytes("sip:+14255550123@10.0.0.2:5060"),
                        From = AgentBench.Bytes("<sip:+14255550100@gw.example>"),
                        To = AgentBench.Bytes("<sip:+14255550123@10.0.0.2>"),
                        ContactUser = AgentBench.Bytes("gw"),
                        Targets = [new SipTarget(SipTransportKind.Udp, _remote)],
                        ContentType = AgentBench.Bytes("application/sdp"),
                        Body = new byte[400],
                    }, _user, null, null));
            }
            Advance(1);
        }

        public void HangUp()
        {
            foreach (var dialog in _user.Dialogs) _loop.Run(() => dialog.Bye());
            _user.Dialogs.Clear();
            Advance(1);
        }

        public void Advance(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private sealed class Answerer : IDatagramReceiver
    {
        public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
        {
            var text = Encoding.UTF8.GetString(datagram);
            if (text.StartsWith("BYE", StringComparison.Ordinal))
            {
                socket.TrySend(Encoding.UTF8.GetBytes("SIP/2.0 200 OK" + text[text.IndexOf("\r\n", StringComparison.Ordinal)..]), remote);
                return;
            }
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
        public List<Dialog> Dialogs { get; } = [];

        public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response) { }

        public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
        {
            Dialogs.Add(dialog);
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
