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
    {{ folded("regexp_replace(" ~ name ~ ", '支出$', '')") }}
{%- endmacro %}
