using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>Peers that transfer, replace, hold and hang up at random, some behind a network that loses and disorders: nothing throws, every call ends, and nothing is left of it.</summary>
public class TransferMonkeyTests : TransferScenario
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_peers_transfer_nothing_is_left(int block)
    {
        var joined = 0L;
        for (var i = 0; i < 100; i++) joined += Play((block * 1000) + i);
        Assert.True(joined > 10, $"Only {joined} transfers came about: the games prove nothing.");
    }

    private static long Play(int seed)
    {
        var random = new Random(seed);
        var ladder = Ladder.Start(Setup(static (_, trunk) => trunk with { Transit = true }));
        if (seed % 4 == 0)
            ladder.Network.Default = new LinkOptions(Delay: TimeSpan.FromMilliseconds(20), Jitter: TimeSpan.FromMilliseconds(30), Loss: 0.1, Reorder: 0.1, ReorderBy: TimeSpan.FromMilliseconds(100), Duplicate: 0.1);
        Party[] parties = [ladder.Sbc, ladder["alpha"], ladder["beta"]];
        var lines = new List<Party.Line>();
        try
        {
            for (var calls = 0; calls < 3; calls++)
            {
                if (ladder.Sbc.IsInDialog) lines.Add(ladder.Sbc.Park());
                ladder.Sbc.Dials(random.Next(2) == 0 ? Number : Target);
                for (var step = 0; step < 20; step++)
                {
                    foreach (var party in parties)
                    {
                        while (party.Next() is { } message) React(party, message, random);
                        if (party.IsInDialog) Act(party, random, lines);
                    }
                    if (random.Next(12) == 0 && lines.Count > 0) ladder["beta"].Dials(Number, headers: $"Replaces: {lines[random.Next(lines.Count)].Replaces}\n");
                    ladder.Wait(random.Next(6) == 0 ? random.Next(6) : random.NextDouble() / 10);
                }
            }
            ladder.Shard.StopAll(503, "The end.");
            ladder.Wait(140);   // a 200 without ACK, then a BYE without response
            ladder.AssertNothingIsLeft();
            return ladder.Calls.Statistics.Transfers.Single(static t => t.Succeeded).Count;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}\n{failure.StackTrace}", failure);
        }
    }

    private static void React(Party party, PeerMessage message, Random random)
    {
        if (!message.IsRequest)
        {
            if (message is { Method: "INVITE", Status: >= 200 and < 300 } && random.Next(12) > 0) party.Acks(message);
            return;
        }
        if (message.Method == "ACK" || random.Next(12) == 0) return;
        int[] statuses = [200, 200, 200, 200, 180, 486, 488, 491, 503];
        if (message.Method == "INVITE") party.Answers(message, statuses[random.Next(statuses.Length)]);
        else party.Answers(message, random.Next(12) == 0 ? 481 : 200);
    }

    private static void Act(Party party, Random random, List<Party.Line> lines)
    {
        var replaces = lines.Count > 0 && random.Next(2) == 0 ? $"?Replaces={lines[random.Next(lines.Count)].Escaped}" : "";
        switch (random.Next(30))
        {
            case 0: party.Sends("BYE"); break;
            case 1: party.Sends("INVITE", party.SdpWith("sendonly")); break;
            case 2: party.Sends("INVITE", party.SdpWith("sendrecv")); break;
            case 3 or 4 or 5: party.Sends("REFER", headers: $"Refer-To: <sip:{(random.Next(2) == 0 ? Number : Target)}@10.0.0.1{replaces}>\n"); break;
            case 6: party.Sends("SUBSCRIBE", headers: "Event: refer\nExpires: 0\n"); break;
            case 7: lines.Add(party.Park()); break;
            case 8 or 9: party.Says(1); break;
            default: break;
        }
    }
}
