-- Figures as the audit quotes them. A table that prints 12.50 as 12.5 prints to the cent all the
-- same: the precision is that of the table, never less than the figure's own.
with figures as (

    select * from {{ ref('int_figures') }}
    where document_kind <> 'other'

),

captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

form_numbers as (

    select
        document_id,
        table_no,
        min_by(text, caption_no) as form_no
    from captions
    where regexp_full_match(text_key, '(附件?|公开|预算|决算|财决|部门)*(表[0-9]{1,3}(-[0-9]{1,2})?|[0-9]{1,3}(-[0-9]{1,2})?表):?')
    group by all

),

precisions as (

    select
        document_id,
        table_no,
        mode(printed_decimals) as table_decimals
    from figures
    where printed_decimals > 0
    group by all

),

described as (

    select
        figures.figure_id,
        figures.document_id,
        figures.file_name,
        figures.document_kind,
        figures.fiscal_year,
        figures.table_no,
        figures.table_type,
        figures.subject,
        figures.table_title,
        figures.page,
        figures.row_no,
        figures.column_no,
        figures.block_no,
        figures.row_label,
        figures.column_path,
        figures.column_key,
        figures.unit_code,
        figures.unit_name,
        figures.function_code,
        figures.economic_code,
        figures.government_economic_code,
        figures.project_name,
        figures.project_type,
        figures.project_code_label,
        figures.is_total_row,
        figures.is_unit_row,
        figures.form_measure,
        figures.three_public,
        figures.column_phase,
        figures.column_nature,
        figures.column_funding_source,
        figures.nature,
        figures.funding_source,
        figures.measure,
        figures.phase,
        figures.placement,
        figures.printed_text,
        figures.text_key,
        figures.second_text_key,
        figures.printed_unit,
        figures.amount_yuan,
        coalesce(form_numbers.form_no || ' ', '') || coalesce(figures.table_title, '表' || figures.table_no)
            as table_label,
        regexp_extract(figures.column_path, '[^/]*$') as column_label,
        (
            figures.half_unit_yuan
            * power(
                10,
                figures.printed_decimals
                - case
                    -- a spreadsheet cell shows ten digits or so and rounds the rest away
                    when length(regexp_replace(figures.text_key, '[^0-9]', '', 'g')) >= 10 then figures.printed_decimals
                    else greatest(figures.printed_decimals, precisions.table_decimals, 0)
                end
            )
        )::decimal(24, 8) as half_unit_yuan
    from figures
    left join form_numbers
        on figures.document_id = form_numbers.document_id and figures.table_no = form_numbers.table_no
    left join precisions
        on figures.document_id = precisions.document_id and figures.table_no = precisions.table_no

),

quoted as (

    select
        *,
        concat_ws(
            ' › ', table_label, concat_ws(' ', '第' || row_no || '行', row_label), nullif(column_label, '')
        ) as locator,
        concat_ws(
            ' ', table_label, '第' || row_no || '行', row_label, nullif(column_label, ''), printed_text
        ) as quotation
    from described

)

select * from quoted
