{#-
    What begins a heading in Chinese official prose, from the outermost mark to the innermost:
    第一部分 / 一、 / （一） / 1. / （1）; a title without a mark is outermost. Null for any other
    line. The text must be folded.
-#}
{% macro heading_level(text) -%}
    case
        when regexp_matches({{ text }}, '^第[一二三四五六七八九十]{1,3}(部分|章|节)') then 1
        when regexp_matches({{ text }}, '^[一二三四五六七八九十]{1,3}[、.]') then 2
        when regexp_matches({{ text }}, '^[(][一二三四五六七八九十]{1,3}[)]') then 3
        when regexp_matches({{ text }}, '^[0-9]{1,2}([.、][^0-9]|[.、]20[0-9]{2}年)') then 4
        when regexp_matches({{ text }}, '^[(][0-9]{1,2}[)]') then 5
        when regexp_full_match({{ text }}, '[^,;。:]{0,40}(编制说明|情况说明|名词解释)') then 1
    end
{%- endmacro %}

{#- A number in prose; in place of one, the words that say a figure has not changed. -#}
{% macro number_pattern() -%}
    '-?[0-9]{1,3}(?:,[0-9]{3})+(?:[.][0-9]+)?|-?[0-9]+(?:[.][0-9]+)?|(?:预算数?|决算数?|执行数?|年度?|数|基本|本期|额|量|比|均)持平|保持一致|预算一致|(?:上年)?数一致|数相同|预算相同|无增减|(?:没有|无)变化'
{%- endmacro %}

{#- Names of codes are printed with and without 支出 at their end. The folded key leaves it out. -#}
{% macro code_name_key(name) -%}
    {{ folded(without_expenditure(name)) }}
{%- endmacro %}

{#- The mark of a heading or of a line of a list: 第一部分, （一）, 1. The text must be folded. -#}
{% macro heading_mark(text) -%}
    regexp_extract(
        {{ text }}, '^(第[^部章节]{1,3}(部分|章|节)|[(][^()]{1,3}[)][、.]?|[0-9一二三四五六七八九十]{1,3}[、.])'
    )
{%- endmacro %}

{#- `2. 2024年` has lost its blank: the mark of a list is no decimal point. -#}
{% macro marks_before_years(text) -%}
    regexp_replace({{ text }}, '(^|[^0-9])([0-9]{1,2})[.](20[0-9]{2}年)', '\1\2、\3', 'g')
{%- endmacro %}

{#- What a heading does not do: print an amount or a number of things. -#}
{% macro counts_something(text) -%}
    regexp_matches({{ text }}, '[0-9](万|亿)?(元|%|辆|台|人|个|项)')
{%- endmacro %}

{#- A line after which a paragraph may end: a stop, in a text dump also what announces a list. -#}
{% macro is_stopped(text, is_dump) -%}
    case
        when {{ is_dump }}
            then regexp_matches({{ text }}, '[。;!?]["*]?$|(其中|如下|以下|方面|包括|名称|部门|单位):$')
        else regexp_matches({{ text }}, '[。;:!?]["*]?$')
    end
{%- endmacro %}

{#- A marked line that is no title: it has stops, or names a class or a group of codes. -#}
{% macro runs_on(text) -%}
    regexp_matches({{ text }}, '[,。;:]|[(](类|款)[)]')
{%- endmacro %}

{#- Words without which nothing is denied. -#}
{% macro may_deny(text) -%}
    regexp_matches({{ text }}, '没有|无|未|不')
{%- endmacro %}

{#- Places whose names begin with 无 (none) deny nothing: 单位：无锡市某局. The letter is masked. -#}
{% macro without_denying_names(text) -%}
    regexp_replace({{ text }}, '无(锡|为市|棣|极县)', '某\1', 'g')
{%- endmacro %}

{#- The subject within the words that led to a figure, without quotes, 科目 and the verb. -#}
{% macro subject_in_words(words) -%}
    regexp_replace(
        regexp_replace({{ words }}, '^[、"]|[#,].*$|"(科目)?$|[(]科目[)]$', '', 'g'), '(共有|共计|共|为)$', ''
    )
{%- endmacro %}

{#- What follows a figure as its reason, in its sentence or in the next without a figure. -#}
{% macro reason_after(text) -%}
    nullif(
        regexp_extract(
            {{ text }},
            '^[^。;]*?(?:。[^。;0-9]*?)?原因(?:是|为|系|在于)*[:,]?(.*?)(?:。|;[^0-9一二三四]|;?$)',
            1
        ),
        ''
    )
{%- endmacro %}

{#- The last year named in a clause. -#}
{% macro last_year_in(text) -%}
    try_cast(regexp_extract({{ text }}, '(20[0-9]{2})年[^年]*$', 1) as integer)
{%- endmacro %}

{#- The words of the figure before a bracket, for what goes on after it: 运行费5万元(其中…)比上年减少. -#}
{% macro words_before_bracket(text) -%}
    regexp_extract({{ text }}, '([^,;。:()]*)[0-9][0-9.,]*万?元[(][^()]*[)][^,;。()]*$', 1)
{%- endmacro %}

{#- A name of a code without 支出 at its end, which prints add and leave out. -#}
{% macro without_expenditure(name) -%}
    regexp_replace({{ name }}, '支出$', '')
{%- endmacro %}

{#- How prose names a function class: 教育(类)支出, 教育支出科目, 教育(205). -#}
{% macro class_named_in_prose(name) -%}
    {{ name }} || '["]?([(]类[)](支出)?|支出(科目)?|[(]2[0-9]{2}[)])'
{%- endmacro %}

{#- The name of an item as prose prints it, with its levels: 教育(类)普通教育(款)小学教育(项), which some
    print as 教育-普通教育-小学教育. Its class, its group and its item; and the name without a last 类 or 款. -#}
{% macro levels_told(words) -%}
    regexp_replace(
        regexp_replace({{ words }}, '["]|[(]?科目[)]?', '', 'g'),
        '^([^-()]+)-([^-()]+)-([^-()]+)$',
        '\1(类)\2(款)\3(项)'
    )
{%- endmacro %}

{% macro named_class(name) -%}
    regexp_extract({{ name }}, '^(.*?)(?:[(]类[)]|$)', 1)
{%- endmacro %}

{% macro named_group(name) -%}
    regexp_extract({{ name }}, '(?:[(]类[)](?:支出)?|^)([^类]*?)[(]款[)]', 1)
{%- endmacro %}

{% macro named_item(name) -%}
    regexp_extract({{ name }}, '[(]款[)](.*?)[(]项[)]', 1)
{%- endmacro %}

{% macro without_level(name) -%}
    regexp_replace({{ name }}, '[(](类|款)[)](支出)?$', '')
{%- endmacro %}
