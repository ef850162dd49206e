using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Files;

/// <param name="Line">Where the record begins, from 1.</param>
/// <param name="Sentence">What is wrong and what is allowed.</param>
public sealed record NumberFileMistake(int Line, string Sentence)
{
    public override string ToString() => $"line {Line}: {Sentence}";
}

/// <summary>A file that was read: its records, or every mistake in it.</summary>
public sealed record NumberFile(IReadOnlyList<NumberRecord> Records, IReadOnlyList<NumberFileMistake> Mistakes)
{
    public bool IsGood => Mistakes.Count == 0;
}

/// <summary>
/// The inventory as CSV (RFC 4180) with a header line. Columns are found by name, in any order; those that are not needed may be left out.
/// <code>
///   number,first,last,label,owner,capabilities,destination,target,resource
///   +14255550123,,,Front desk,Contoso,voice,echo,,
///   ,+14255550200,+14255550299,Block,Contoso,voiceIn voiceOut,trunk,,default
/// </code>
/// A line has either <c>number</c>, or <c>first</c> and <c>last</c>. Capabilities default to "voice", the resource to "default".
/// </summary>
public static class NumberCsv
{
    public const string Header = "number,first,last,label,owner,capabilities,destination,target,resource";

    private static readonly string[] Columns = Header.Split(',');

    /// <param name="existing">What the inventory holds: a record may replace one of the same resource and range, but not overlap another.</param>
    public static NumberFile Read(string text, NumberCatalogue existing)
    {
        var mistakes = new List<NumberFileMistake>();
        var records = new List<(int Line, NumberRecord Record)>();
        Dictionary<string, int>? columns = null;
        foreach (var line in CsvReader.Read(text, (at, why) => mistakes.Add(new NumberFileMistake(at, $"{why}."))))
        {
            if (columns is null)
            {
                columns = ReadHeader(line, mistakes);
                if (columns is null) break;
                continue;
            }
            var reader = new RecordReader(line, columns, mistakes);
            if (reader.Read() is { } record) records.Add((line.Line, record));
        }
        if (columns is null && mistakes.Count == 0) mistakes.Add(new NumberFileMistake(1, $"the file is empty; its first line must name columns of {Header}."));
        FindOverlaps(records, existing, mistakes);
        return new NumberFile(mistakes.Count == 0 ? [.. records.Select(r => r.Record)] : [], [.. mistakes.OrderBy(m => m.Line)]);
    }

    public static string Write(IEnumerable<NumberRecord> records)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var record in records)
        {
            var (number, first, last) = record.Range.IsSingle
                ? (record.Range.First.ToString(), "", "")
                : ("", record.Range.First.ToString(), record.Range.Last.ToString());
            string[] fields =
            [
                number, first, last, record.Label, record.Owner, CapabilityWords.Write(record.Capabilities), record.Destination.Kind, record.Destination.Target, record.Resource.Value,
            ];
            text.AppendJoin(',', fields.Select(Quote)).Append("\r\n");
        }
        return text.ToString();
    }

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny("\",\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Dictionary<string, int>? ReadHeader(CsvRecord line, List<NumberFileMistake> mistakes)
    {
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var before = mistakes.Count;
        for (var i = 0; i < line.Fields.Count; i++)
        {
            var name = line.Fields[i].Trim();
            if (!Columns.Contains(name, StringComparer.OrdinalIgnoreCase)) mistakes.Add(new NumberFileMistake(line.Line, $"there is no column \"{name}\"; allowed are {Header}."));
            else if (!columns.TryAdd(name, i)) mistakes.Add(new NumberFileMistake(line.Line, $"the column {name} is named twice."));
        }
        if (!columns.ContainsKey("number") && !columns.ContainsKey("first")) mistakes.Add(new NumberFileMistake(line.Line, "a column number, or columns first and last, must be there."));
        if (!columns.ContainsKey("destination")) mistakes.Add(new NumberFileMistake(line.Line, "a column destination must be there."));
        return mistakes.Count == before ? columns : null;
    }

    private static void FindOverlaps(List<(int Line, NumberRecord Record)> records, NumberCatalogue existing, List<NumberFileMistake> mistakes)
    {
        var sorted = records.OrderBy(r => r.Record.Range.First.Digits).ToList();
        for (var (i, widest) = (1, 0); i < sorted.Count; i++)
        {
            var (one, two) = sorted[widest].Line < sorted[i].Line ? (sorted[widest], sorted[i]) : (sorted[i], sorted[widest]);
            if (one.Record.Range.Overlaps(two.Record.Range)) mistakes.Add(new NumberFileMistake(two.Line, $"{two.Record.Range} overlaps {one.Record.Range} of line {one.Line}."));
            if (sorted[i].Record.Range.Last > sorted[widest].Record.Range.Last) widest = i;
        }
        foreach (var (line, record) in records)
        {
            foreach (var stored in existing.Overlapping(record.Range))
            {
                if (stored.Resource == record.Resource && stored.Range == record.Range) continue;
                mistakes.Add(new NumberFileMistake(line, $"{record.Range} overlaps {stored.Range} of resource {stored.Resource}, which the inventory already has."));
            }
        }
    }

    private readonly struct RecordReader(CsvRecord line, Dictionary<string, int> columns, List<NumberFileMistake> mistakes)
    {
        public NumberRecord? Read()
        {
            var before = mistakes.Count;
            if (line.Fields.Count > columns.Count) Wrong($"it has {line.Fields.Count} fields, the header has {columns.Count}");
            var range = Range();
            if (!CapabilityWords.TryRead(Field("capabilities", "voice"), out var capabilities, out var unknown)) Wrong($"capability \"{unknown}\" is not one of {CapabilityWords.Allowed}");
            if (!Destination.TryCreate(Field("destination", "").ToLowerInvariant(), Field("target", ""), out var destination, out var why)) Wrong(why);
            if (!ResourceId.TryParse(Field("resource", "default"), out var resource)) Wrong($"resource \"{Field("resource", "")}\" is not 1 to {ResourceId.LongestText} of a-z, 0-9, '-' and '_'");
            var (label, owner) = (Field("label", ""), Field("owner", ""));
            if (label.Length > NumberRecord.LongestText || owner.Length > NumberRecord.LongestText) Wrong($"label and owner have at most {NumberRecord.LongestText} characters");
            if (mistakes.Count > before) return null;
            return new NumberRecord { Resource = resource, Range = range, Label = label, Owner = owner, Capabilities = capabilities, Destination = destination };
        }

        private NumberRange Range()
        {
            var (number, first, last) = (Field("number", ""), Field("first", ""), Field("last", ""));
            if (number.Length > 0 == first.Length > 0 || (last.Length > 0 && first.Length == 0))
            {
                Wrong("it must have either number, or first and last");
                return default;
            }
            if (!TryNumber(number.Length > 0 ? number : first, out var from)) return default;
            if (number.Length > 0 || last.Length == 0) return NumberRange.Of(from);
            if (!TryNumber(last, out var to)) return default;
            if (!NumberRange.TryCreate(from, to, out var range, out var why)) Wrong(why);
            return range;
        }

        private bool TryNumber(string text, out PhoneNumber number)
        {
            if (PhoneNumber.TryParse(text, out number)) return true;
            Wrong($"\"{text}\" is no E.164 number: '+' and {PhoneNumber.FewestDigits} to {PhoneNumber.MostDigits} digits, no spaces");
            return false;
        }

        private string Field(string column, string otherwise)
        {
            var text = columns.TryGetValue(column, out var at) && at < line.Fields.Count ? line.Fields[at].Trim() : "";
            return text.Length == 0 ? otherwise : text;
        }

        private void Wrong(string why) => mistakes.Add(new NumberFileMistake(line.Line, $"{why}."));
    }
}
