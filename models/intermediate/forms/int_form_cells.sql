-- Amounts of forms with the word over them: 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分, a
-- short one. Points and rates are no amounts.
with fields as (

    select * from {{ ref('int_form_fields') }}

),

cells as (

    select cells.*
    from {{ ref('stg_cells') }} as cells
    semi join fields on {{ same_table('cells', 'fields') }}
    where cells.printed_number is null

),

heads as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        column_span,
        printed_text,
        text_key
    from cells
    union all
    select
        document_id,
        table_no,
        0 as row_no,
        column_no,
        1 as column_span,
        regexp_extract(column_path, '[^/]*$') as printed_text,
        regexp_extract(column_key, '[^/]*$') as text_key
    from {{ ref('stg_columns') }}

),

-- words recur, so each is looked at once
wordings as (

    select distinct text_key
    from heads
    where length(text_key) <= 16

),

words as (

    select
        wordings.text_key,
        min_by(words.value, words.priority) filter (where words.says = 'head') as head,
        min_by(words.value, words.priority) filter (where words.says = 'phase') as phase
    from wordings
    inner join {{ ref('form_words') }} as words on regexp_matches(wordings.text_key, words.pattern)
    group by all

),

headed as (

    select
        fields.document_id,
        fields.table_no,
        fields.row_no,
        fields.column_no,
        max_by(heads.printed_text, heads.row_no) as column_path,
        max_by(heads.text_key, heads.row_no) as text_key
    from fields
    inner join heads
        on
            {{ same_table('fields', 'heads') }}
            and fields.row_no > heads.row_no
            and fields.column_no between heads.column_no and heads.column_no + heads.column_span - 1
    inner join words on heads.text_key = words.text_key and words.head is not null
    group by all

),

measured as (

    select
        fields.*,
        words.phase,
        coalesce(headed.column_path, '') as column_path
    from fields
    left join headed on {{ same_cell('fields', 'headed') }}
    left join words on headed.text_key = words.text_key
    where words.head is distinct from 'score'

)

select * from measured
