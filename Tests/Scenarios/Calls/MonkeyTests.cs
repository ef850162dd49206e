using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// Peers that do what they like, at any time, and often nothing, some of them behind a network that loses, repeats and disorders: whatever they do, no handler throws, every call comes to its end, and nothing of it is left.
/// A failure prints its ladder; its name holds the seed.
/// </summary>
public class MonkeyTests
{
    private const int SeedsPerCase = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_peers_do_nothing_is_left_of_their_calls(int block)
    {
        for (var i = 0; i < SeedsPerCase; i++) Play((block * 10_000) + i);
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        var ladder = Ladder.Start(new LadderSetup
        {
            Trunks = ["alpha", "beta"],
            Numbers = [("+14255550199", "echo")],
            Trunk = (_, trunk) => trunk with { Follow3xx = seed % 3 == 0, Identity = new TrunkIdentity(seed % 2 == 0), Media = seed % 5 == 0 ? TrunkMedia.Usual : trunk.Media },
        });
        if (seed % 4 == 0)
        {
            ladder.Network.Default = new LinkOptions(
                Delay: TimeSpan.FromMilliseconds(20), Jitter: TimeSpan.FromMilliseconds(30), Loss: 0.1, Reorder: 0.1, ReorderBy: TimeSpan.FromMilliseconds(100), Duplicate: 0.1);
        }
        Party[] parties = [ladder.Sbc, ladder["alpha"], ladder["beta"]];
        var invites = new Dictionary<Party, PeerMessage>();
        try
        {
            for (var calls = 0; calls < 2; calls++)
            {
                ladder.Sbc.Dials(random.Next(6) == 0 ? "+14255550199" : "+14255550123", random.Next(5) == 0 ? "" : null, Extensions(random));
                for (var step = 0; step < 25; step++)
                {
                    foreach (var party in parties)
                    {
                        while (party.Next() is { } message) React(party, message, random, invites);
                        Act(party, random, invites, ladder.Sbc == party);
                    }
                    ladder.Wait(random.Next(4) == 0 ? random.Next(12) : random.NextDouble() / 10);
                }
            }
            ladder.Shard.StopAll(503, "The end.");
            ladder.Wait(140);   // a 200 without ACK, then a BYE without response
            ladder.AssertNothingIsLeft();
        }
        catch (Exception failure) when (failure is not LadderException)
        {
            throw ladder.Failure($"Seed {seed}: {failure}");
        }
        catch (LadderException failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
    }

    private static string Extensions(Random random) => random.Next(4) switch
    {
        0 => "Require: 100rel\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\n",
        1 => "Supported: 100rel, timer\nSession-Expires: 90\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\n",
        2 => "Supported: timer\n",
        _ => "",
    };

    private static string Reliably(int status, Random random) => random.Next(3) switch
    {
        0 when status is > 100 and < 200 => $"Require: 100rel\nRSeq: {random.Next(1, 4)}\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\n",
        0 when status == 200 => $"Session-Expires: {random.Next(10, 100)};refresher={(random.Next(2) == 0 ? "uac" : "uas")}\n",
        _ => "",
    };

    private static void React(Party party, PeerMessage message, Random random, Dictionary<Party, PeerMessage> invites)
    {
        if (!message.IsRequest)
        {
            if (message.Has("RSeq") && random.Next(5) > 0) party.Sends("PRACK", random.Next(3) == 0 ? party.Sdp() : "", $"RAck: {message["RSeq"]} {message["CSeq"]}\n");
            if (message is { Method: "INVITE", Status: >= 200 and < 300 } && random.Next(10) > 0) party.Acks(message, random.Next(2) == 0 ? "" : party.Sdp());
            return;
        }
        if (message.Method == "ACK" || random.Next(10) == 0) return;
        if (message.Method == "INVITE") invites[party] = message;
        else party.Answers(message, random.Next(8) == 0 ? 481 : 200, message.Method == "UPDATE" ? party.Sdp() : "");
        if (message.Method == "CANCEL" && invites.TryGetValue(party, out var cancelled) && random.Next(4) > 0) party.Answers(cancelled, random.Next(3) == 0 ? 200 : 487);
    }

    private static void Act(Party party, Random random, Dictionary<Party, PeerMessage> invites, bool isCaller)
    {
        if (invites.TryGetValue(party, out var invite) && random.Next(2) == 0)
        {
            int[] statuses = [100, 180, 180, 183, 200, 200, 200, 302, 401, 404, 481, 486, 488, 491, 500, 503, 603];
            var status = statuses[random.Next(statuses.Length)];
            var sdp = random.Next(8) switch { 0 => "", 1 => party.Sdp("G729"), 2 => party.SdpWith("inactive"), 3 => "v=0\r\nnonsense", _ => party.Sdp() };
            var tag = invite.ToTag.Length == 0 && random.Next(6) == 0 ? $"fork-{random.Next(1000)}" : null;
            party.Answers(invite, status, status is 183 or 200 ? sdp : "", tag, status == 302 ? "Contact: <sip:+14255550123@10.0.2.2:5060>\n" : status == 503 ? "Retry-After: 2\n" : Reliably(status, random));
        }
        if (isCaller && random.Next(25) == 0) party.Cancels();
        if (!party.IsInDialog) return;
        switch (random.Next(40))
        {
            case 0: party.Sends("BYE"); break;
            case 1: party.Sends("INVITE", party.SdpWith("sendonly")); break;
            case 2: party.Sends("INVITE", party.Sdp("PCMA", "PCMU")); break;
            case 3: party.Sends("INVITE"); break;
            case 4: party.Sends("UPDATE", party.SdpWith("sendonly")); break;
            case 5: party.Sends("UPDATE"); break;
            case 6: party.Sends("INFO"); break;
            case 7: party.Sends("INVITE", "v=0\r\nnonsense"); break;
            case 8 or 9 or 10: party.Says(1); break;
            default: break;
        }
    }
}
