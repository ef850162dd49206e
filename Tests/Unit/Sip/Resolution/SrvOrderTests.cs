using CsCheck;
using Telephony.Sip.Resolution;
using Xunit;

namespace Telephony.Unit.Sip.Resolution;

public sealed class SrvOrderTests
{
    private static readonly Gen<DnsRecord.Srv[]> Records =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 65535], Gen.Int[1, 65535], Gen.Int[0, 9]).Select((priority, weight, port, host) => new DnsRecord.Srv(priority, weight, port, $"h{host}")).Array[0, 20];

    [Fact]
    public void Every_server_comes_once_and_lower_priorities_first() => Gen.Select(Records, Gen.Int).Sample((records, seed) =>
    {
        var drawn = SrvOrder.Draw(records, new Random(seed).Next);
        Assert.Equal(records.OrderBy(Key), drawn.OrderBy(Key));
        Assert.Equal(drawn.Select(record => record.Priority).Order(), drawn.Select(record => record.Priority));
    });

    [Fact]
    public void Servers_come_first_in_proportion_to_their_weights()
    {
        DnsRecord.Srv[] records = [new(1, 60, 1, "a"), new(1, 30, 1, "b"), new(1, 10, 1, "c"), new(1, 0, 1, "d")];
        var random = new Random(11);
        var first = Enumerable.Range(0, 20_000).Select(_ => SrvOrder.Draw(records, random.Next)[0].Target).CountBy(target => target).ToDictionary();
        Assert.InRange(first["a"], 11_500, 12_300);
        Assert.InRange(first["b"], 5_600, 6_300);
        Assert.InRange(first["c"], 1_800, 2_200);
        Assert.InRange(first["d"], 100, 320);
    }

    private static (int, int, int, string) Key(DnsRecord.Srv record) => (record.Priority, record.Weight, record.Port, record.Target);
}
