{#-
    What a print means does not depend on its white space, on full or half width, or on the radicals
    some fonts put in place of characters. `squeezed` keeps the print and drops only its blanks and
    radicals; `folded` is for comparing and matching.
-#}
{% macro squeezed(text) -%}
    translate(
        regexp_replace({{ text }}, '[\s\p{Z}\x{200B}\x{FEFF}]+', '', 'g'),
        '⼀⼁⼂⼃⼄⼅⼆⼇⼈⼉⼊⼋⼌⼍⼎⼏⼐⼑⼒⼓⼔⼕⼖⼗⼘⼙⼚⼛⼜⼝⼞⼟⼠⼡⼢⼣⼤⼥⼦⼧⼨⼩⼪⼫⼬⼭⼮⼯⼰⼱⼲⼳⼴⼵⼶⼷⼸⼹⼺⼻⼼⼽⼾⼿⽀⽁⽂⽃⽄⽅⽆⽇⽈⽉⽊⽋⽌⽍⽎⽏⽐⽑⽒⽓⽔⽕⽖⽗⽘⽙⽚⽛⽜⽝⽞⽟⽠⽡⽢⽣⽤⽥⽦⽧⽨⽩⽪⽫⽬⽭⽮⽯⽰⽱⽲⽳⽴⽵⽶⽷⽸⽹⽺⽻⽼⽽⽾⽿⾀⾁⾂⾃⾄⾅⾆⾇⾈⾉⾊⾋⾌⾍⾎⾏⾐⾑⾒⾓⾔⾕⾖⾗⾘⾙⾚⾛⾜⾝⾞⾟⾠⾡⾢⾣⾤⾥⾦⾧⾨⾩⾪⾫⾬⾭⾮⾯⾰⾱⾲⾳⾴⾵⾶⾷⾸⾹⾺⾻⾼⾽⾾⾿⿀⿁⿂⿃⿄⿅⿆⿇⿈⿉⿊⿋⿌⿍⿎⿏⿐⿑⿒⿓⿔⿕⻓⻔⻚⻋⻅⻉⻛⻜⻢⻥⻦⻩⻬⻮⻰⻘⻆⻨⺠⺟',
        '一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠长门页车见贝风飞马鱼鸟黄齐齿龙青角麦民母'
    )
{%- endmacro %}

{% macro narrowed(squeezed_text) -%}
    translate(
        {{ squeezed_text }},
        '！＂＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～〔〕−–—―‐‑“”‘’﹪﹣',
        '!"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~()------""""%-'
    )
{%- endmacro %}

{% macro folded(text) -%}
    {{ narrowed(squeezed(text)) }}
{%- endmacro %}

{#- Crawlers that turn pages into Markdown leave # before headings and ** around bold print. -#}
{% macro unmarked(text) -%}
    regexp_replace({{ text }}, '^#+|[*]{2,}', '', 'g')
{%- endmacro %}

{#- The pattern that matches a folded print in any year or without one, as a quoted CSV field: what a proposed seed row
    holds. -#}
{% macro csv_pattern(folded_text) -%}
    '"' || replace(
        regexp_replace(
            regexp_replace({{ folded_text }}, '([]\[.()*+?|${}])', '[\1]', 'g'),
            '20[0-9]{2}(年度?)?', '(20[0-9]{2}(年度?)?)?', 'g'
        ),
        '"', '""'
    ) || '"'
{%- endmacro %}

{#- Units of money as printed. -#}
{% macro money_units() -%}
    (亿元|百万元|万元|千元|元)
{%- endmacro %}

{#- Behind the words of a header or a label, in brackets, stands the unit of money: 金额（万元）. The text
    must be folded. -#}
{% macro unit_in_brackets() -%}
    '[(](?:金额)?(?:单位)?:?(?:人民币)?{{ money_units() }}[)]'
{%- endmacro %}

{% macro bracketed_unit(text) -%}
    nullif(regexp_extract({{ text }}, {{ unit_in_brackets() }}, 1), '')
{%- endmacro %}

{% macro without_unit(text) -%}
    regexp_replace({{ text }}, {{ unit_in_brackets() }}, '', 'g')
{%- endmacro %}

{#- The unit a caption states: 单位：万元, 金额单位：元, （万元）. The text must be folded. -#}
{% macro captioned_unit(text) -%}
    nullif(regexp_extract({{ text }}, '(?:单位:?[(]?(?:人民币)?|[(]){{ money_units() }}', 1), '')
{%- endmacro %}

{#- The unit printed behind a number: ≤3843.67万元. The text must be folded. -#}
{% macro unit_after_number(text) -%}
    nullif(regexp_extract({{ text }}, '[0-9](亿元|万元|元)', 1), '')
{%- endmacro %}

{#- What numbers a table in print, before its title: 表1-1, 附表2：, 公开03表, 一、, （二）, Ⅳ., 第一部分. The
    text must be folded. 一般 begins a title's words and numbers nothing. -#}
{% macro unnumbered(text) -%}
    replace(
        regexp_replace(
        replace({{ text }}, '一般', '_般'),
        '^(?:[\[【]?(?:(?:公开|预算|决算|财决|部门|单位|批复|附)*(?:表|附件)[0-9一二三四五六七八九十]{1,3}(?:-[0-9]{1,2})?'
        || '|(?:公开|预算|决算|财决|部门|单位|批复|附)+[0-9]{1,2}表|Table[0-9]{1,2})[\]】]?[:、.]?'
        || '|[0-9一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫIVX]{1,4}[、.:]|[(][0-9一二三四五六七八九十]{1,3}[)]'
        || '|第[一二三四五六七八九十]{1,3}部分)+',
        ''
        ),
        '_般',
        '一般'
    )
{%- endmacro %}

{#- Words that were printed several times in one place, to look bold, are read as often: 合计合计合计. -#}
{% macro said_once(text) -%}
    coalesce(
        left(
            {{ text }},
            list_min(
                list_filter(
                    range(2, length({{ text }}) // 3 + 1),
                    lambda size: repeat(left({{ text }}, size), length({{ text }}) // size) = {{ text }}
                )
            )
        ),
        {{ text }}
    )
{%- endmacro %}

{#- Marks that stand in place of words: Xi'an prints a row of ** below its headers. -#}
{% macro is_mark(text) -%}
    regexp_full_match({{ text }}, '[*＊]+')
{%- endmacro %}
