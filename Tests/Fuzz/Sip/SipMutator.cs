using System.Text;

namespace Telephony.Fuzz.Sip;

/// <summary>Makes bad messages out of good ones: bits, splices, cuts, repeated lines, huge numbers, awkward tokens. Same seed, same messages.</summary>
internal sealed class SipMutator(int seed)
{
    private const int MostBytes = 4096;
    private static readonly byte[][] Corpus = Load();

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n ", "\r\n\r\n", "\0", "\u00ff", "\"", "\\", "<", ">", ",", ";", ":", "@", "%", "%00", "?", "=", "[", "]", "[::1]", "//", " ", "\t",
            "-1", "0", "256", "4294967296", "2147483648", "99999999999999999999999999", "00000000000000000001",
            ";;", ",,", ";tag=", ";branch=z9hG4bK", ";rport", ";received=", "SIP/2.0", "SIP/7.0", "sip:", "sips:", "tel:+1", "*", "Digest ", "realm=\"", "nonce=\"",
            "Via: ", "v: SIP/2.0/UDP h\r\n", "Content-Length: 5\r\n", "l: 0\r\n", "CSeq: 1 INVITE\r\n", "Max-Forwards: 0\r\n", "Contact: *\r\n", "Require: x\r\n",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[MostBytes];
    private int _length;

    /// <summary>The next input; valid until the one after.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var source = Corpus[_random.Next(Corpus.Length)];
        _length = Math.Min(source.Length, MostBytes);
        source.AsSpan(0, _length).CopyTo(_buffer);
        for (var times = _random.Next(1, 6); times > 0; times--)
        {
            Mutate();
        }
        return _buffer.AsSpan(0, _length);
    }

    private void Mutate()
    {
        var at = _random.Next(_length + 1);
        switch (_random.Next(9))
        {
            case 0 when at < _length:
                _buffer[at] = (byte)_random.Next(256);
                break;
            case 1 when at < _length:
                _buffer[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                _length = at;
                break;
            case 3:
                Remove(at, _random.Next(1, 40));
                break;
            case 4:
                Splice(at);
                break;
            case 5:
                RepeatLine(at);
                break;
            case 6:
                ReplaceNumber(at);
                break;
            default:
                Insert(at, Tokens[_random.Next(Tokens.Length)]);
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        piece = piece[..Math.Min(piece.Length, MostBytes - _length)];
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + piece.Length));
        piece.CopyTo(_buffer.AsSpan(at));
        _length += piece.Length;
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Splice(int at)
    {
        var other = Corpus[_random.Next(Corpus.Length)];
        var from = _random.Next(other.Length);
        Insert(at, other.AsSpan(from, Math.Min(other.Length - from, _random.Next(1, 200))));
    }

    private void RepeatLine(int at)
    {
        var start = _buffer.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = _buffer.AsSpan(at, _length - at).IndexOf((byte)'\n');
        if (end >= 0)
        {
            var line = _buffer.AsSpan(start, at + end + 1 - start).ToArray();
            for (var times = _random.Next(10) == 0 ? 80 : 1; times > 0; times--)
            {
                Insert(start, line);
            }
        }
    }

    private void ReplaceNumber(int at)
    {
        var digit = _buffer.AsSpan(at, _length - at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0)
        {
            Insert(at + digit, Tokens[_random.Next(25, 32)]);
        }
    }

    private static byte[][] Load()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = new DirectoryInfo(Path.Combine(at.FullName, "Tests", "Corpus", "sip"));
            if (folder.Exists)
            {
                var files = folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.Extension is ".sip" or ".dat");
                return [.. files.OrderBy(f => f.FullName, StringComparer.Ordinal).Select(f => File.ReadAllBytes(f.FullName))];
            }
        }
        throw new DirectoryNotFoundException("Tests/Corpus/sip is in no folder above the test program.");
    }
}
