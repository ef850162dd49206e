namespace Telephony.Sip.Resolution;

/// <summary>The order in which the servers of an SRV answer are tried: by priority, and within one by lot, heavier ones more likely first (RFC 2782).</summary>
internal static class SrvOrder
{
    /// <param name="below">A random number from zero to below its argument.</param>
    public static List<DnsRecord.Srv> Draw(IEnumerable<DnsRecord.Srv> records, Func<int, int> below)
    {
        var ordered = new List<DnsRecord.Srv>();
        foreach (var priority in records.GroupBy(record => record.Priority).OrderBy(group => group.Key))
        {
            // Those of weight 0 stand first, which leaves them a small chance (RFC 2782, "Weight").
            var left = priority.OrderBy(record => record.Weight == 0 ? 0 : 1).ToList();
            while (left.Count > 0)
            {
                var chosen = Choose(left, below);
                ordered.Add(left[chosen]);
                left.RemoveAt(chosen);
            }
        }
        return ordered;
    }

    private static int Choose(List<DnsRecord.Srv> left, Func<int, int> below)
    {
        var lot = below(left.Sum(record => record.Weight) + 1);
        var sum = 0;
        for (var index = 0; index < left.Count; index++)
        {
            sum += left[index].Weight;
            if (sum >= lot) return index;
        }
        return left.Count - 1;
    }
}
